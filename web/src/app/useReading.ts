import { useCallback, useRef, useState } from "react";
import { toProblem } from "../data/problem.ts";
import type { Problem } from "../ui/problem.ts";
import { useTopic } from "./live.tsx";

export interface Read<T> {
  readonly seq: string;
  readonly value: T;
}

export interface Reading<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  /** After a change of one's own: what runs tell of is noticed by itself. */
  readonly again: () => void;
}

/** A view that counts over many runs is read whole; more often than this nobody could follow it. */
const PAUSE = 1_000;

/**
 * Reads a whole view, and again whenever runs change. For views whose rows are not runs, but tell of them; a list of runs
 * reads its rows one by one. `name` tells views apart, as with `useTopic`.
 */
export function useReading<T>(name: string, read: (signal: AbortSignal) => Promise<Read<T>>): Reading<T> {
  const [state, setState] = useState<{ readonly name: string; readonly value: T }>();
  const [problem, setProblem] = useState<Problem>();
  const latest = useRef(read);
  latest.current = read;
  const last = useRef(0);

  const show = useCallback(
    async (signal: AbortSignal) => {
      last.current = performance.now();
      const { seq, value } = await latest.current(signal);
      if (signal.aborted) return 0n;
      setState({ name, value });
      setProblem(undefined);
      return BigInt(seq);
    },
    [name],
  );
  useTopic(name, {
    refetch: show,
    fetch: async (_, signal) => {
      await pause(last.current + PAUSE - performance.now(), signal);
      await show(signal);
    },
    failed: (error) => setProblem(toProblem(error)),
  });
  const again = useCallback(() => {
    show(new AbortController().signal).catch((error: unknown) => setProblem(toProblem(error)));
  }, [show]);
  return { value: state?.name === name ? state.value : undefined, problem, again };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
