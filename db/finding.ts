import { reasonBehind, toRefluxError } from "./errors.ts";

/** One thing that was looked at. `problem`: REFLUX cannot work. `warning`: it works, but somebody should know. */
export type Finding = {
  readonly subject: string;
  readonly state: "ok" | "warning" | "problem";
  readonly message: string;
  readonly hint?: string | undefined;
};

export function look(subject: string, check: () => string): Finding {
  try {
    return ok(subject, check());
  } catch (error) {
    return problem(subject, error);
  }
}

export async function lookAsync(subject: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return ok(subject, await check());
  } catch (error) {
    return problem(subject, error);
  }
}

export function ok(subject: string, message: string): Finding {
  return { subject, state: "ok", message };
}

export function warning(subject: string, message: string, hint: string): Finding {
  return { subject, state: "warning", message, hint };
}

export function problem(subject: string, error: unknown): Finding {
  const known = toRefluxError(error);
  const { code, message, hint } = known;
  // Doctor speaks to the one who owns the machine, so what is masked elsewhere is told here.
  const behind = reasonBehind(known);
  const reason = behind === undefined ? message : code === "RFI01" ? behind : `${message}: ${behind}`;
  return { subject, state: "problem", message: `${code} ${reason}`, hint };
}
