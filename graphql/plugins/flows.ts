import { type PgExecutorContext, TYPES } from "postgraphile/@dataplan/pg";
import { lambda, object, type Step, sideEffect } from "postgraphile/grafast";
import { wrapPlans } from "postgraphile/utils";
import { RefluxError } from "#db/errors.ts";
import { checkApart } from "#db/flows/check-apart.ts";
import type { Defect } from "#language/flow/problem.ts";

/**
 * SQL cannot read JSONata, so the fields that take a flow check its expressions here, beside what the function in SQL
 * checks: `checkFlow` lists both, and a flow with either is neither deployed nor published.
 */
export const FlowsPlugin: GraphileConfig.Plugin = wrapPlans(
  ({ input }) => {
    const publish = input?.pgRegistry.pgResources["publish_draft"];
    // The schema of a database without it has nothing to wrap.
    if (!publish) return {};
    const $database = () => publish.executor.context();
    return {
      Query: {
        checkFlow: (plan, _$root, args) =>
          lambda(
            // What check_flow answers.
            [plan() as Step<readonly Defect[]>, args.getRaw("document")],
            async ([problems, document]) => [...problems, ...(await checkApart(document))],
          ),
      },
      Mutation: {
        deployFlow: (plan, _$root, args) => {
          sideEffect(
            [$database(), args.getRaw(["input", "slug"]), args.getRaw(["input", "graph"])],
            async ([database, slug, graph]) => await refuseUnreadable(database, slug, graph),
          );
          return plan();
        },
        publishDraft: (_plan, _$root, args) => {
          const $slug = args.getRaw(["input", "slug"]);
          const $note = args.getRaw(["input", "note"]);
          const $revision = sideEffect(
            [$database(), $slug, args.getRaw(["input", "expectedRevision"])],
            async ([database, slug, expected]) => await checkDraft(database, slug, expected),
          );
          const $version = publish.execute(
            [
              { step: $slug, pgCodec: TYPES.text },
              { step: $revision, pgCodec: TYPES.int },
              { step: $note, pgCodec: TYPES.text },
            ],
            "mutation",
          );
          return object({ result: $version });
        },
      },
    };
  },
  {
    name: "RefluxFlowsPlugin",
    description: "Checks the expressions of flows, which SQL cannot read.",
    version: "1.0.0",
  },
);

/** The revision that was checked, so that what is published is what was checked, also where the caller names none. */
async function checkDraft(
  { withPgClient, pgSettings }: PgExecutorContext,
  slug: string,
  expected: number | null | undefined,
): Promise<number | null> {
  const { rows } = await withPgClient(
    pgSettings,
    async (client) =>
      await client.query<{ document: unknown; revision: number }>({
        text: "select d.document, d.revision from reflux.flow_drafts d join reflux.flows f on f.id = d.flow_id where f.slug = $1",
        values: [slug],
      }),
  );
  const [draft] = rows;
  // No draft, or another than was expected: publish_draft says which.
  if (!draft || (expected ?? draft.revision) !== draft.revision) return expected ?? null;
  await refuseUnreadable({ withPgClient, pgSettings }, slug, draft.document);
  return draft.revision;
}

/** In the words of `reflux_private.require_sound`, with all problems of the document. */
async function refuseUnreadable(
  { withPgClient, pgSettings }: PgExecutorContext,
  slug: string,
  document: unknown,
): Promise<void> {
  const unreadable = await checkApart(document);
  const [first] = unreadable;
  if (!first) return;
  const { rows } = await withPgClient(
    pgSettings,
    async (client) =>
      await client.query<{ problems: readonly Defect[] }>({
        text: "select reflux.check_flow($1) as problems",
        values: [JSON.stringify(document)],
      }),
  );
  const problems = [...(rows[0]?.problems ?? []), ...unreadable];
  const others = problems.length > 1 ? `${problems.length} problems, one of them` : "1 problem";
  throw new RefluxError("RFV01", `flow ${slug} has ${others}: ${first.path} ${first.message}`, {
    detail: { problems },
    hint: "Each problem in the detail has a path and a hint.",
  });
}
