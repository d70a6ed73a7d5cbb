/** One thing that is wrong with a flow, in the words of deploy. `path` is where: `steps.shape.config.url`. */
export interface Problem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** The next action. */
  readonly hint?: string;
  /** The step to mark on the canvas. */
  readonly step?: string;
  readonly severity: "error" | "warning";
}

/** `["steps", "shape", "config", "cases", "2"]` as `steps.shape.config.cases[2]`. */
export function printPath(parts: readonly (string | number)[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === "number" || /^\d+$/.test(part)) return `${path}[${part}]`;
    if (!/^[\w$-]+$/.test(part)) return `${path}[${JSON.stringify(part)}]`;
    return path === "" ? part : `${path}.${part}`;
  }, "");
}

export function problemsByStep(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  return Map.groupBy(
    problems.filter((problem) => problem.step !== undefined),
    (problem) => problem.step ?? "",
  );
}
