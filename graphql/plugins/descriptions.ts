import type {} from "postgraphile";

/** A comment is smart tags, a blank line, prose. The blank line is not part of the prose. */
export const DescriptionsPlugin: GraphileConfig.Plugin = {
  name: "RefluxDescriptionsPlugin",
  description: "Trims descriptions.",
  version: "1.0.0",
  schema: {
    hooks: {
      GraphQLObjectType: trimmed,
      GraphQLObjectType_fields_field: trimmed,
      GraphQLEnumType: trimmed,
      GraphQLInputObjectType: trimmed,
      GraphQLInputObjectType_fields_field: trimmed,
    },
  },
};

function trimmed<Config extends { description?: string | null | undefined }>(config: Config): Config {
  return typeof config.description === "string"
    ? { ...config, description: config.description.trim() }
    : config;
}
