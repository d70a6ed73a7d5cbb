import type {} from "postgraphile";

/**
 * Names in GraphQL are the names in SQL, in camel case: `id` is the id of the row. PostGraphile would call it `rowId`
 * to keep `id` free for Relay's global ids, which this schema does not have: `nodes` are nodes here.
 */
export const NamingPlugin: GraphileConfig.Plugin = {
  name: "RefluxNamingPlugin",
  description: "Keeps the names of columns.",
  version: "1.0.0",
  inflection: {
    replace: {
      _attributeName(previous, _options, details) {
        const { attributeName, codec } = details;
        const renamed = codec.attributes[attributeName]?.extensions?.tags?.["name"];
        if (attributeName === "id" && renamed === undefined) return "id";
        return previous?.(details) ?? attributeName;
      },
    },
  },
};
