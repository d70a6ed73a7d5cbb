/**
 * The chain of steps that decided when a run ended: from the step that finished last, each time back to the
 * predecessor that finished last. Making anything else faster would not have made the run faster.
 */
export interface PathStep {
  readonly key: string;
  /** Null while it has not ended. */
  readonly finishedAt: number | null;
  /** Keys of the steps it waited for. */
  readonly after: readonly string[];
}

export function criticalPath(steps: readonly PathStep[]): readonly string[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const path: string[] = [];
  const seen = new Set<string>();
  let at = latest(steps);
  // A loop in a graph leads back to a step already on the path: it ends there.
  while (at && !seen.has(at.key)) {
    seen.add(at.key);
    path.push(at.key);
    at = latest(at.after.flatMap((key) => byKey.get(key) ?? []));
  }
  return path.reverse();
}

/** What still runs counts as later than all that has ended. */
function latest(steps: readonly PathStep[]): PathStep | undefined {
  let best: PathStep | undefined;
  for (const step of steps) if (!best || end(step) > end(best)) best = step;
  return best;
}

const end = (step: PathStep) => step.finishedAt ?? Number.POSITIVE_INFINITY;
