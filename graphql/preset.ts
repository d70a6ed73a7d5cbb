import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import type pg from "pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { CodecsPlugin } from "./plugins/codecs.ts";
import { DescriptionsPlugin } from "./plugins/descriptions.ts";
import { filters } from "./plugins/filters.ts";
import { NamingPlugin } from "./plugins/naming.ts";
import { TagsPlugin } from "./plugins/tags.ts";

export type SchemaOptions = {
  /** Of the login reflux_api: what it may become, and what those may do, is what the schema offers. */
  readonly pool: pg.Pool;
};

/** The GraphQL schema: what the schema `reflux` of the database offers to the four roles, and nothing by hand that SQL can say. */
export function makePreset({ pool }: SchemaOptions): GraphileConfig.Preset {
  return {
    extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
    plugins: [NamingPlugin, CodecsPlugin, TagsPlugin, DescriptionsPlugin, ...filters],
    disablePlugins: [
      // Global ids: `Node` is a node of ours, and every row has a key that people can read.
      "NodePlugin",
      "AddNodeInterfaceToSuitableTypesPlugin",
      "PgTableNodePlugin",
      "PgNodeIdAttributesPlugin",
      "RegisterQueryNodePlugin",
      "NodeAccessorPlugin",
      "QueryQueryPlugin",
      // Counts every row that a filter leaves: run_facets answers that, with a bound.
      "PgConnectionTotalCountPlugin",
      // An edge to the changed row, for clients with normalised caches; ours refetches by id.
      "PgMutationPayloadEdgePlugin",
      // A naming conflict is a defect to be seen, not to be passed over.
      "SwallowErrorsPlugin",
    ],
    pgServices: [makePgService({ pool, schemas: ["reflux"], pubsub: false })],
    schema: {
      // Tables are read; every change is a function.
      defaultBehavior: "-insert -update -delete",
      pgForbidSetofFunctionsToReturnNull: true,
    },
    gather: {
      // An argument without a default is required.
      pgStrictFunctions: true,
    },
  };
}
