import type { CheckSource } from "#language/flow/check/texts.ts";
import type { ExpressionProblem } from "./protocol.ts";

/** As many as are surely read within one deadline. */
const atOnce = 100;

/**
 * What is wrong with an expression, as far as it is known: the reader works beside the page, so a new expression has no
 * problem at first, and `onNews` says when to look again. Where the reader cannot be had, deploy is the judge.
 */
export function createSyntaxCheck(onNews: () => void): CheckSource {
  const known = new Map<string, readonly ExpressionProblem[]>();
  let wanted = new Set<string>();

  async function read(): Promise<void> {
    const sources = [...wanted];
    wanted = new Set();
    const { expressions } = await import("./expressions.ts");
    for (let from = 0; from < sources.length; from += atOnce) {
      const some = sources.slice(from, from + atOnce);
      const found = await expressions.read(some);
      for (const [index, source] of some.entries()) known.set(source, found?.[index] ?? []);
    }
    if (sources.some((source) => (known.get(source)?.length ?? 0) > 0)) onNews();
  }

  return (expression) => {
    const found = known.get(expression);
    if (found) return found;
    known.set(expression, []);
    wanted.add(expression);
    // All that one check of the flow wants is asked for together.
    if (wanted.size === 1) queueMicrotask(() => void read().catch(() => {}));
    return [];
  };
}
