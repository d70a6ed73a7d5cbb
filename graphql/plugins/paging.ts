import type {} from "postgraphile";

/** How many rows a list has when nobody says, and how many it may have at most. */
export const pageSize = { usual: 100, largest: 500 } as const;

/** A list without a size is a hundred rows, never all of them. The largest size is a matter of `operations/cost.ts`. */
export const PagingPlugin: GraphileConfig.Plugin = {
  name: "RefluxPagingPlugin",
  description: "Gives every list a size.",
  version: "1.0.0",
  after: ["PgFirstLastBeforeAfterArgsPlugin"],
  schema: {
    hooks: {
      GraphQLObjectType_fields_field_args(args, _build, { scope }) {
        const { first } = args;
        const isList = scope.isPgFieldConnection || scope.isPgFieldSimpleCollection;
        if (!isList || !first) return args;
        return {
          ...args,
          first: {
            ...first,
            defaultValue: pageSize.usual,
            description: `How many rows at most; ${pageSize.largest} is the largest page.`,
          },
        };
      },
    },
  },
};
