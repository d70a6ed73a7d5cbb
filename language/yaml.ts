import { parseDocument, type ScalarTag, type Tags } from "yaml";
import { ExactNumber, isNumeric, readNumber } from "./exact-number.ts";

/**
 * Numbers of YAML with all their digits, both ways: for the option `customTags` of whoever parses or prints. A document
 * that holds one becomes plain data with `toJS({ reviver: reviveNumbers })`.
 */
export function exactNumbers(tags: Tags): Tags {
  return [decimal, ...radixes, ...tags];
}

export type ReadYaml =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly problems: readonly { readonly line: number | undefined; readonly message: string }[];
    };

/** What a text says, with all digits; or what keeps it from being YAML, in one line each. */
export function readYaml(text: string): ReadYaml {
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, customTags: exactNumbers });
  // Bounded, so that a file of aliases to aliases cannot fill the memory.
  if (document.errors.length === 0) {
    return { ok: true, value: document.toJS({ maxAliasCount: 100, reviver: reviveNumbers }) };
  }
  const problems = document.errors.map(({ linePos, message }) => ({
    line: linePos?.[0].line,
    message: message.split("\n")[0] ?? "cannot be read",
  }));
  return { ok: false, problems };
}

/** The library asks each value for its JSON on the way. */
export function reviveNumbers(_key: unknown, value: unknown): unknown {
  return isRawJson(value) ? readNumber(value.rawJSON) : value;
}

const decimal: ScalarTag = {
  identify: (value) => value instanceof ExactNumber,
  default: true,
  tag: "tag:yaml.org,2002:float",
  // Most numbers are the library's: this is for what a double may not hold.
  test: /^[-+]?(?=[\d.]{16}|[\d.]+[eE])(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/,
  resolve: (text) => readNumber(text.replace(/^\+/, "")),
  stringify: ({ value }) => (isNumeric(value) ? String(value) : ""),
};

const radixes: readonly ScalarTag[] = [/^0x[\da-fA-F]{14,}$/, /^0o[0-7]{18,}$/].map((test) => ({
  default: true,
  tag: "tag:yaml.org,2002:int",
  test,
  resolve: (text) => readNumber(String(BigInt(text))),
}));

const { isRawJSON: isRawJson } = JSON as unknown as {
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
};
