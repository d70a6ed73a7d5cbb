import type { Problem } from "#language/flow/problem.ts";
import { readYaml } from "#language/yaml.ts";

export type ReadDocument =
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable"; readonly problems: readonly Problem[] }
  | { readonly kind: "document"; readonly value: Readonly<Record<string, unknown>>; readonly name: string };

/** YAML or JSON, which is YAML too. What is wrong inside it is for the server to say. */
export function readDocument(text: string): ReadDocument {
  if (text.trim() === "") return { kind: "nothing" };
  const read = readYaml(text);
  if (!read.ok) {
    return {
      kind: "unreadable",
      problems: read.problems.map(({ line, message }) => ({
        path: line === undefined ? "" : `line ${line}`,
        code: "RFV01",
        severity: "error",
        message: message.replace(/ at line \d+, column \d+:?$/, ""),
      })),
    };
  }
  const { value } = read;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return {
      kind: "unreadable",
      problems: [
        {
          path: "",
          code: "RFV01",
          severity: "error",
          message: "a flow is an object with reflux, name, steps and edges",
          hint: "Begin with `reflux: 1`, `name`, `steps`, `edges`.",
        },
      ],
    };
  }
  const record = { ...value } as Readonly<Record<string, unknown>>;
  return { kind: "document", value: record, name: typeof record["name"] === "string" ? record["name"] : "" };
}

/** `steps.shape.config.cases[2]` as the keys that lead there. */
export const keysOf = (path: string): readonly string[] => path.split(/[.[\]"]+/).filter(Boolean);
