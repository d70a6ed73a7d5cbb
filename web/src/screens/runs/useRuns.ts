import { useCallback, useMemo, useRef, useState } from "react";
import {
  type RunCondition,
  RunListDocument,
  RunRowByIdDocument,
  type RunRowFragment,
} from "../../../generated/graphql.ts";
import { useLive, useTopic } from "../../app/live.tsx";
import { toProblem } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import type { Problem } from "../../ui/problem.ts";

const PAGE = 100;
/** So many changed rows are read one by one; more than that is a page. */
const FEW = 6;

export interface RunsView {
  readonly rows: readonly RunRowFragment[];
  readonly loading: boolean;
  readonly more: boolean;
  readonly problem: Problem | undefined;
  readonly loadMore: () => void;
  /** Rises with each change of what is shown, so that counts beside it are read again. */
  readonly revision: number;
}

interface Loaded {
  readonly name: string;
  readonly rows: readonly RunRowFragment[];
  readonly cursor: string | null;
  readonly more: boolean;
}

/** The newest runs that meet a condition, newest first, kept true while they are on screen. */
export function useRuns(asked: RunCondition): RunsView {
  const name = `runs ${JSON.stringify(asked)}`;
  // The same condition is the same object for as long as its name is the same.
  const held = useRef({ name, asked });
  if (held.current.name !== name) held.current = { name, asked };
  const condition = held.current.asked;
  const live = useLive();
  const [loaded, setLoaded] = useState<Loaded>();
  const [problem, setProblem] = useState<Problem>();
  const [revision, setRevision] = useState(0);
  const current = loaded?.name === name ? loaded : undefined;
  const latest = useRef(current);
  latest.current = current;

  const first = useCallback(
    async (signal: AbortSignal) => {
      const answer = await request(RunListDocument, { condition, first: PAGE, after: null }, signal);
      const page = answer.runs?.nodes ?? [];
      setLoaded((before) =>
        merge(before?.name === name ? before : undefined, name, page, answer.runs?.pageInfo),
      );
      setProblem(undefined);
      setRevision((count) => count + 1);
      return BigInt(answer.changeSeq);
    },
    [name, condition],
  );

  useTopic(name, {
    refetch: first,
    fetch: async (ids, signal) => {
      const known = new Set(latest.current?.rows.map((row) => row.id));
      const newest = latest.current?.rows[0]?.id ?? "0";
      const shown = ids.filter((id) => known.has(id));
      // A run that is neither shown nor newer than all shown has no place in the list yet: it may have come to meet it.
      // Nor does a row tell what all of its steps wait for.
      if (
        condition.waits ||
        shown.length > FEW ||
        ids.some((id) => !known.has(id) && BigInt(id) > BigInt(newest))
      ) {
        await first(signal);
        return;
      }
      const answers = await Promise.all(shown.map(async (id) => request(RunRowByIdDocument, { id }, signal)));
      const fresh = new Map(answers.flatMap(({ run }) => (run ? [[run.id, run] as const] : [])));
      setLoaded((before) =>
        before?.name === name
          ? {
              ...before,
              rows: before.rows
                .map((row) => fresh.get(row.id) ?? row)
                .filter((row) => !condition.states || condition.states.includes(row.state)),
            }
          : before,
      );
      setRevision((count) => count + 1);
    },
    failed: (error) => {
      live.tell({ kind: "behind", topic: name });
      setProblem(toProblem(error));
    },
  });

  const busy = useRef(false);
  const loadMore = useCallback(() => {
    const at = latest.current;
    if (!at?.more || busy.current) return;
    busy.current = true;
    void request(RunListDocument, { condition, first: PAGE, after: at.cursor })
      .then(({ runs }) =>
        setLoaded((before) =>
          before?.name === name && runs
            ? {
                name,
                rows: unique([...before.rows, ...runs.nodes]),
                cursor: runs.pageInfo.endCursor,
                more: runs.pageInfo.hasNextPage,
              }
            : before,
        ),
      )
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => {
        busy.current = false;
      });
  }, [name, condition]);

  return useMemo(
    () => ({
      rows: current?.rows ?? [],
      loading: current === undefined && problem === undefined,
      more: current?.more ?? false,
      problem,
      loadMore,
      revision,
    }),
    [current, problem, loadMore, revision],
  );
}

/** A new first page before what was paged in earlier: the place of the reader is kept. */
function merge(
  before: Loaded | undefined,
  name: string,
  page: readonly RunRowFragment[],
  info: { readonly endCursor: string | null; readonly hasNextPage: boolean } | undefined,
): Loaded {
  const last = page.at(-1);
  const older =
    before && last && info?.hasNextPage ? before.rows.filter((row) => BigInt(row.id) < BigInt(last.id)) : [];
  if (before && older.length > 0) return { ...before, rows: [...page, ...older] };
  return { name, rows: page, cursor: info?.endCursor ?? null, more: info?.hasNextPage ?? false };
}

function unique(rows: readonly RunRowFragment[]): readonly RunRowFragment[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
