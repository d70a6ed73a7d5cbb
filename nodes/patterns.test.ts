/** A pattern is for machines: whoever writes what it does not match is told in words. */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtinNodes } from "./registry.ts";
import { checkManifest, checkValue, type TSchema } from "./sdk/index.ts";

type Schema = Readonly<Record<string, unknown>>;

/** Every schema with a pattern, in any depth of another. */
function patterned(part: unknown): readonly Schema[] {
  if (typeof part !== "object" || part === null) return [];
  const schema = part as Schema;
  return [
    ...(typeof schema["pattern"] === "string" ? [schema] : []),
    ...Object.values(schema).flatMap(patterned),
  ];
}

const all = builtinNodes.flatMap(({ manifest }) =>
  patterned([manifest.config, manifest.input, manifest.output]).map(
    (schema) => [manifest.id, schema] as const,
  ),
);

test.each(all)("%s: what does not match a pattern is told so in words: %j", (_, schema) => {
  const [problem] = checkValue(schema as TSchema, "\n?");

  expect(problem?.message).toBe(`must be ${String(schema["x-reflux-pattern"])}`);
  expect(problem?.message).not.toContain(schema["pattern"]);
});

test("there are patterns to walk, and each that is written down anywhere has its words beside it", () => {
  const root = `${import.meta.dirname}/..`;
  const files = globSync("{nodes,worker,graphql,db,web/src}/**/*.ts", { cwd: root });
  const written = files
    .filter((file) => !/\.test\.ts$|node_modules/.test(file))
    .flatMap((file) => [
      ...readFileSync(`${root}/${file}`, "utf8").matchAll(/\bpattern: (?:"\^|[A-Z_]{4,}).{0,200}/gs),
    ]);

  expect(all.length).toBeGreaterThan(10);
  expect(written.length).toBeGreaterThan(10);
  expect(written.map(([text]) => text).filter((text) => !text.includes('"x-reflux-pattern":'))).toEqual([]);
});

test("nor does a manifest that is wrong show one", () => {
  const bad = { id: "../x", icon: "A B", ports: ["A"], hosts: ["http://x/"] };
  const said = checkManifest(bad).map(({ message }) => message);

  expect(said.filter((message) => message.startsWith("must be "))).toHaveLength(3);
  expect(said.filter((message) => /\[a-z|\^/.test(message))).toEqual([]);
});
