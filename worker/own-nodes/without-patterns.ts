import type { TSchema } from "#nodes/sdk/index.ts";

/**
 * A schema without regular expressions. Those of a stranger's manifest may take for ever; they are tried in the
 * node's own process, where that costs nobody else.
 */
export function withoutPatterns<S extends TSchema>(schema: S): S {
  return strip(schema, "schema") as S;
}

/** `properties` holds names, not keywords: a property may be called `pattern`. */
function strip(value: unknown, is: "schema" | "names"): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item, "schema"));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => is === "names" || !["pattern", "patternProperties"].includes(key))
      .map(([key, child]) => {
        if (is === "schema" && ["default", "const", "enum", "examples"].includes(key)) return [key, child];
        return [key, strip(child, is === "schema" && key === "properties" ? "names" : "schema")];
      }),
  );
}
