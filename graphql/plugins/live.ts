import { access, context, lambda, listen } from "postgraphile/grafast";
import { extendSchema, gql } from "postgraphile/utils";
import type { LiveSubscriber } from "../live/subscriber.ts";

declare global {
  namespace Grafast {
    interface Context {
      /** The changes this caller may hear of; each operation has its own. */
      live: LiveSubscriber;
      /** Read before the operation runs, so whatever it reads is at least as new. */
      changeSeq: string;
    }
  }
}

/**
 * What changed, as it happens. Messages are ids, never data: what a subscriber reads, it reads under the rights of its
 * token, and a message may come twice without harm.
 */
export const LivePlugin: GraphileConfig.Plugin = extendSchema(({ pgResources }) => ({
  typeDefs: gql`
    extend type Query {
      """
      The newest change this server has heard of. Ask for it with a snapshot: when the first message of a subscription
      has a \`previous\` that is not newer, nothing is missing between the two.
      """
      changeSeq: BigInt!
    }

    extend type Subscription {
      """
      Ids of runs that changed, for as long as it is open; none is left out. The first message comes at once and names
      what changed in the last seconds. Several changes may come as one message.
      """
      changes: Changes!
      """
      A run, read anew whenever it changes; the first time at once. Errors: RFN02.
      """
      run(id: BigInt!): RunChange!
    }

    """
    Runs that changed. A message whose \`previous\` is not the one before it means that one was lost.
    """
    type Changes {
      """
      Names this message. The numbers are in no order, and some are never used.
      """
      seq: BigInt!
      """
      The message before this one; for the first, the newest before what it names.
      """
      previous: BigInt!
      """
      The runs that changed.
      """
      runs: [BigInt!]!
      """
      Those of them that ended.
      """
      finished: [BigInt!]!
      """
      True when more changed than is named: read everything again.
      """
      partial: Boolean!
    }

    """
    A run after a change.
    """
    type RunChange {
      """
      The change that made it be read.
      """
      seq: BigInt!
      """
      The run as it is now; null when it is gone.
      """
      run: Run
    }
  `,
  objects: {
    Query: { plans: { changeSeq: () => context().get("changeSeq") } },
    Subscription: {
      plans: {
        changes: {
          subscribePlan: () => listen(context().get("live"), "all"),
          plan: ($message) => $message,
        },
        run: {
          subscribePlan: (_$root, { $id }) =>
            listen(
              context().get("live"),
              lambda($id, (id) => `run:${String(id)}`, true),
            ),
          plan: ($message) => $message,
        },
      },
    },
    RunChange: {
      plans: {
        // The topic was for one run, so the first id is that run's.
        run: ($message) => pgResources["runs"]?.get({ id: access($message, ["runs", 0]) }),
      },
    },
  },
}));
