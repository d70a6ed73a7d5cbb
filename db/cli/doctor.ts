import { examine } from "../doctor.ts";
import type { Finding } from "../finding.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { pad, paint, plain, print, printJson } from "./terminal.ts";

/** `reflux doctor`: what is configured, reachable, stale. Looks only; fails when there is a problem. */
export async function doctor({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const findings = await examine();
  if (json) printJson(findings);
  else for (const finding of findings) printFinding(finding, widest(findings));
  return findings.some(({ state }) => state === "problem") ? exitCodes.failed : exitCodes.ok;
}

function printFinding({ subject, state, message, hint }: Finding, to: number): void {
  print(`${marks[state]()} ${pad(subject, to)}  ${plain(message)}`);
  if (hint) print(`  ${pad("", to)}  ${paint("dim", plain(hint))}`);
}

function widest(findings: readonly Finding[]): number {
  return Math.max(...findings.map(({ subject }) => subject.length));
}

const marks: Readonly<Record<Finding["state"], () => string>> = {
  ok: () => paint("green", "✓"),
  warning: () => paint("yellow", "!"),
  problem: () => paint("red", "✗"),
};
