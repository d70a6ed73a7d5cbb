import "./environment.ts";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import type pg from "pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { type Principal, settingsOf } from "./auth/principal.ts";
import type { LiveSubscriber } from "./live/subscriber.ts";
import { countReading } from "./operations/reading.ts";
import { CodecsPlugin } from "./plugins/codecs.ts";
import { DescriptionsPlugin } from "./plugins/descriptions.ts";
import { filters } from "./plugins/filters.ts";
import { FlowsPlugin } from "./plugins/flows.ts";
import { LivePlugin } from "./plugins/live.ts";
import { NamingPlugin } from "./plugins/naming.ts";
import { OrderingPlugin } from "./plugins/ordering.ts";
import { PagingPlugin } from "./plugins/paging.ts";
import { SecretsPlugin } from "./plugins/secrets.ts";
import { TagsPlugin } from "./plugins/tags.ts";

/** On whose behalf an operation runs. */
export type Caller = {
  readonly principal: Principal;
  readonly live: LiveSubscriber;
  readonly changeSeq: string;
};

declare global {
  namespace Grafast {
    interface RequestContext {
      reflux: Caller;
    }
  }
}

/**
 * The GraphQL schema: what the schema `reflux` of the database offers to the four roles. By hand there are only the
 * things SQL cannot do: subscriptions, encrypting a secret before Postgres sees it, and reading JSONata.
 */
export function makePreset({ pool }: { readonly pool: pg.Pool }): GraphileConfig.Preset {
  return {
    extends: [PostGraphileAmberPreset, quiet(PgSimplifyInflectionPreset)],
    plugins: [
      NamingPlugin,
      CodecsPlugin,
      TagsPlugin,
      DescriptionsPlugin,
      PagingPlugin,
      OrderingPlugin,
      LivePlugin,
      SecretsPlugin,
      FlowsPlugin,
      ...filters,
    ],
    disablePlugins: [
      // Global ids: `Node` is a node of ours, and every row has a key that people can read.
      "NodePlugin",
      "AddNodeInterfaceToSuitableTypesPlugin",
      "PgTableNodePlugin",
      "PgNodeIdAttributesPlugin",
      "RegisterQueryNodePlugin",
      "NodeAccessorPlugin",
      "QueryQueryPlugin",
      // Counts every row that a filter leaves; run_facets answers that, with a bound.
      "PgConnectionTotalCountPlugin",
      // An edge to the changed row, for clients with normalised caches; a client of ours reads again by id.
      "PgMutationPayloadEdgePlugin",
      // A naming conflict is a defect to be seen, not to be passed over.
      "SwallowErrorsPlugin",
    ],
    pgServices: [counted(makePgService({ pool, schemas: ["reflux"], pubsub: false }))],
    gather: {
      // An argument without a default is required.
      pgStrictFunctions: true,
    },
    schema: {
      // Tables are read; every change is a function. Lists are walked one way: the other way is another order.
      defaultBehavior: "-insert -update -delete -resource:connection:backwards",
      pgForbidSetofFunctionsToReturnNull: true,
    },
    grafast: {
      context: ({ reflux }) =>
        reflux
          ? { pgSettings: settingsOf(reflux.principal), live: reflux.live, changeSeq: reflux.changeSeq }
          : {},
      timeouts: { planning: 5_000, execution: 30_000 },
    },
  };
}

/** What is read through it is counted, and bounded. */
function counted(service: GraphileConfig.PgServiceConfiguration): GraphileConfig.PgServiceConfiguration {
  const { adaptor } = service;
  return {
    ...service,
    adaptor: {
      ...adaptor,
      createWithPgClient: async (...args) => countReading(await adaptor.createWithPgClient(...args)),
    },
  };
}

/** It wants to rename a field that only global ids bring, and complains at every start that there is none. */
function quiet(preset: GraphileConfig.Preset): GraphileConfig.Preset {
  return {
    ...preset,
    plugins: (preset.plugins ?? []).map(({ inflection = {}, ...plugin }) => ({
      ...plugin,
      inflection: {
        ...inflection,
        ignoreReplaceIfNotExists: [...(inflection.ignoreReplaceIfNotExists ?? []), "nodeById"],
      },
    })),
  };
}
