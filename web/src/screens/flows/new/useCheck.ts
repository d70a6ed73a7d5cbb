import { useEffect, useState } from "react";
import { type Problem, readProblems } from "#language/flow/problem.ts";
import { CheckFlowDocument } from "../../../../generated/graphql.ts";
import { toProblem } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import type { ReadDocument } from "./read-document.ts";

export interface Check {
  readonly checking: boolean;
  readonly problems: readonly Problem[];
}

const PAUSE = 250;

/** What the engine would refuse. It is asked when the writer pauses; the last answer stays until the next. */
export function useCheck(read: ReadDocument): Check {
  const [answer, setAnswer] = useState<{
    readonly read: ReadDocument;
    readonly problems: readonly Problem[];
  }>();
  useEffect(() => {
    if (read.kind !== "document") return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      request(CheckFlowDocument, { document: read.value }, stop.signal)
        .then(({ checkFlow }) => setAnswer({ read, problems: readProblems(checkFlow) }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setAnswer({ read, problems: [failed(error)] });
        });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [read]);
  if (read.kind === "nothing") return { checking: false, problems: [] };
  if (read.kind === "unreadable") return { checking: false, problems: read.problems };
  return { checking: answer?.read !== read, problems: answer?.problems ?? [] };
}

function failed(error: unknown): Problem {
  const { code, message } = toProblem(error);
  return { path: "", code, message, severity: "error" };
}
