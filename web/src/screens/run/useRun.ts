/**
 * One run and its steps, kept true. Short runs are read whole at each change; of a long one only what lives or ended
 * last is read, so that the ten-thousandth step costs as much as the first.
 */
import { useMemo, useRef, useState } from "react";
import {
  RunAttemptsDocument,
  type RunHeadFragment,
  RunPageDocument,
  RunRecentDocument,
  RunStepsPageDocument,
} from "../../../generated/graphql.ts";
import { useTopic } from "../../app/live.tsx";
import { toProblem } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import type { Problem } from "../../ui/problem.ts";
import { keyOf, mergeSteps, type StepRow, triedAgain } from "./steps.ts";
import type { Attempt } from "./timeline-rows.ts";

const PAGE = 500;
/** Pages under way at once. */
const LANES = 3;

export interface RunView {
  readonly run: RunHeadFragment;
  readonly steps: readonly StepRow[];
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
  /** False while more pages of steps are on their way. */
  readonly whole: boolean;
}

export interface RunState {
  readonly view: RunView | undefined;
  readonly missing: boolean;
  readonly problem: Problem | undefined;
}

const redriveOf = ({ redriven }: RunHeadFragment) => redriven.nodes[0]?.id;

const none: ReadonlyMap<string, readonly Attempt[]> = new Map();

export function useRun(id: string): RunState {
  const [state, setState] = useState<RunState & { readonly id: string }>();
  const current = state?.id === id ? state : undefined;
  const latest = useRef(current?.view);
  latest.current = current?.view;

  const show = (change: (before: RunView | undefined) => RunView | undefined) =>
    setState((before) => ({
      id,
      view: change(before?.id === id ? before.view : undefined),
      missing: false,
      problem: undefined,
    }));

  async function readAttempts(signal: AbortSignal) {
    const attempts = new Map<string, Attempt[]>();
    for (let offset = 0, more = true; more; offset += PAGE) {
      const { run } = await request(RunAttemptsDocument, { id, offset }, signal);
      for (const one of run?.timeline.nodes ?? []) {
        if (one.step === null) continue;
        const key = keyOf({ step: one.step, scope: one.scope ?? "" });
        const known = attempts.get(key);
        if (known) known.push(one);
        else attempts.set(key, [one]);
      }
      more = run?.timeline.pageInfo.hasNextPage ?? false;
    }
    show((before) => before && { ...before, attempts });
  }

  async function readRest(signal: AbortSignal, from = PAGE) {
    let offset = from;
    let more = true;
    const lane = async () => {
      while (more) {
        const at = offset;
        offset += PAGE;
        const { run } = await request(RunStepsPageDocument, { id, offset: at }, signal);
        if (!run?.steps.pageInfo.hasNextPage) more = false;
        const fresh = run?.steps.nodes ?? [];
        show((before) => before && { ...before, steps: mergeSteps(before.steps, fresh) });
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    show((before) => before && { ...before, whole: true });
  }

  async function read(signal: AbortSignal) {
    const { changeSeq, run } = await request(RunPageDocument, { id }, signal);
    if (!run) {
      setState({ id, view: undefined, missing: true, problem: undefined });
      return BigInt(changeSeq);
    }
    const { steps, cause, standing, ...head } = run;
    const more = steps.pageInfo.hasNextPage;
    show((before) => ({
      run: head,
      steps: mergeSteps(before?.steps ?? [], [...steps.nodes, ...cause.nodes, ...standing.nodes]),
      attempts: before?.attempts ?? none,
      whole: !more,
    }));
    if (more) await readRest(signal);
    await readAttempts(signal);
    return BigInt(changeSeq);
  }

  useTopic(`run ${id}`, {
    refetch: read,
    fetch: async (ids, signal) => {
      if (!ids.includes(id)) return;
      const known = latest.current;
      if (!known || known.steps.length < PAGE) return void (await read(signal));
      const { run } = await request(RunRecentDocument, { id }, signal);
      // What was driven again put others back to waiting, wherever they are.
      if (!run || redriveOf(run) !== redriveOf(known.run)) return void (await read(signal));
      const { live, ended, ...head } = run;
      const fresh = [...ended.nodes, ...live.nodes];
      const closes = head.finishedAt !== null && known.run.finishedAt === null;
      show((before) => before && { ...before, run: head, steps: mergeSteps(before.steps, fresh) });
      // More may have ended between two looks than one look shows. Nothing is on its way any more: now all are true.
      if (closes) await readRest(signal, 0);
      if (closes || triedAgain(known.steps, fresh)) await readAttempts(signal);
    },
    failed: (error) =>
      setState((before) => ({
        id,
        view: before?.id === id ? before.view : undefined,
        missing: false,
        problem: toProblem(error),
      })),
  });

  return useMemo(
    () => ({
      view: current?.view,
      missing: current?.missing ?? false,
      problem: current?.problem,
    }),
    [current],
  );
}
