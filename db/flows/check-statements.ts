import { printPath } from "#language/flow/path.ts";
import type { Defect } from "#language/flow/problem.ts";
import { readStatement } from "#nodes/postgres.query/read-statement.ts";

/**
 * What `postgres.query` would refuse when it runs, said when the flow is deployed: its text is literal. One reading
 * for both, so this is the one place where db looks into a node; it is loaded in the process of check-apart.ts only.
 */
export async function checkStatements(document: unknown): Promise<Defect[]> {
  const steps = Object.entries(Object(Object(document).steps));
  const found = await Promise.all(steps.map(([key, step]) => problemOf(key, Object(step))));
  return found.flatMap((problem) => problem ?? []);
}

async function problemOf(
  key: string,
  step: { node?: unknown; config?: unknown },
): Promise<Defect | undefined> {
  const { text } = Object(step.config);
  if (!/^postgres\.query(@|$)/.test(String(step.node)) || typeof text !== "string") return undefined;
  const path = printPath(["steps", key, "config", "text"]);
  try {
    const problem = await readStatement(text);
    return problem && { path, code: "RFV10", ...problem };
  } catch {
    return { path, code: "RFV10", message: "the statement is nested too deeply", hint: "Use several steps." };
  }
}
