import { useQuery } from "@tanstack/react-query";
import { RedrivePreviewDocument } from "../../../../generated/graphql.ts";
import { readPages } from "../../../data/pages.ts";
import { request } from "../../../data/request.ts";
import { keyOf, redrivePlan, type StepRow } from "../steps.ts";
import type { Intent } from "./actions.ts";
import type { Consequence } from "./Consequences.tsx";

export interface Consequences {
  readonly again: readonly Consequence[];
  readonly reused: readonly string[];
}

/**
 * What a re-drive would do. At once from the edges on this page; for one step the database then says the same from the
 * rows it would reset, and what it says is what is shown.
 */
export function useConsequences(
  run: string,
  intent: Intent,
  steps: readonly StepRow[],
  effects: ReadonlyMap<string, string>,
  downstream: boolean,
): Consequences | undefined {
  const one = intent.action === "redrive_step" ? intent.step : undefined;
  const { data } = useQuery({
    queryKey: ["redrive preview", run, one && keyOf(one)],
    queryFn: async ({ signal }) => {
      const of = { id: run, step: one?.step ?? "", scope: one?.scope ?? "" };
      const { rows } = await readPages(async (_, offset) => {
        const { redrivePreview } = await request(RedrivePreviewDocument, { ...of, offset }, signal);
        const nodes = redrivePreview ?? [];
        return { nodes, pageInfo: { hasNextPage: nodes.length === 500 } };
      });
      return rows;
    },
    enabled: one !== undefined,
    gcTime: 0,
    staleTime: 0,
  });
  if (intent.action !== "redrive_step" && intent.action !== "redrive_run") return undefined;
  const from = one ? [one] : steps.filter((step) => step.state === "failed");
  const plan = redrivePlan(steps, from, downstream);
  const told = data?.filter((row) => downstream || row.key === one?.step);
  return {
    again:
      told?.map((row) => ({
        key: row.key ?? "",
        state: row.state ?? "waiting",
        effects: row.effects ?? undefined,
        attempts: row.attempts ?? 0,
      })) ??
      plan.again.map((step) => ({
        key: keyOf(step),
        state: step.state,
        effects: effects.get(step.node),
        attempts: step.attempt,
      })),
    reused: plan.reused.map(keyOf),
  };
}
