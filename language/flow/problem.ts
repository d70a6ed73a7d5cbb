/** One thing that is wrong with a flow document, in the words of deploy. */
export interface Defect {
  /** Where: `steps.shape.config.value.lines[0].id`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** The next action. */
  readonly hint?: string;
  /** A warning is told, and keeps nothing from being deployed. */
  readonly severity?: "error" | "warning";
}

export interface Problem extends Defect {
  /** The step to mark on the canvas. */
  readonly step?: string;
  readonly severity: "error" | "warning";
}

/** What keeps a flow from being deployed. */
export const errorsIn = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter(({ severity }) => severity === "error");

/** `2 problems, 1 warning`; nothing where there is neither. */
export function countInWords(problems: readonly Problem[]): string {
  const errors = errorsIn(problems).length;
  return [[errors, "problem"] as const, [problems.length - errors, "warning"] as const]
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? "" : "s"}`)
    .join(", ");
}

/** As it is told: a warning is named one. */
export const messageOf = ({ message, severity }: Problem): string =>
  severity === "warning" ? `Warning: ${message}` : message;

export function problemsByStep(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  return Map.groupBy(
    problems.filter((problem) => problem.step !== undefined),
    (problem) => problem.step ?? "",
  );
}

/** What `check_flow` lists, also as the detail of a refused deploy. */
export function readProblems(value: unknown): readonly Problem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown): Problem[] => {
    const { path, code, message, hint, severity } = Object(one) as Readonly<Record<string, unknown>>;
    if (typeof path !== "string" || typeof message !== "string") return [];
    const step = /^steps\.([A-Za-z0-9_]+)/.exec(path)?.[1];
    return [
      {
        path,
        message,
        code: typeof code === "string" ? code : "RFV01",
        severity: severity === "warning" ? "warning" : "error",
        ...(typeof hint === "string" ? { hint } : {}),
        ...(step === undefined ? {} : { step }),
      },
    ];
  });
}
