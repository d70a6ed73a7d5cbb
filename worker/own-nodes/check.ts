import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type ExitCode, exitCodes } from "#db/cli/exit-codes.ts";
import { note, paint, plain, print, printJson } from "#db/cli/terminal.ts";
import { RefluxError } from "#db/errors.ts";
import { checkConformance, type Finding } from "#nodes/conformance.ts";
import { nodeName } from "#nodes/node.ts";
import type { Run } from "#nodes/sdk/index.ts";
import { loadOwnNodes } from "./load.ts";

/** What is wrong with a node; an empty list where it keeps the contract. */
export type Checked = {
  readonly folder: string;
  readonly node: string | null;
  readonly findings: readonly (Finding | { readonly check: "load"; readonly message: string })[];
};

/**
 * Holds nodes of one's own to the contract of nodes/README.md, as those of the repository are held: one folder, or a
 * folder of them. They run where a worker would run them, in processes of their own, and reach nothing.
 */
export async function checkOwnNodes(given: string): Promise<readonly Checked[]> {
  const folder = resolve(given);
  const isOne = entriesOf(folder).some((name) => /^manifest\.(ts|js|mjs)$/.test(name));
  await using own = await loadOwnNodes(
    isOne ? dirname(folder) : folder,
    isOne ? { only: basename(folder) } : {},
  );
  const checked: Checked[] = own.problems.map(({ folder: at, message }) => ({
    folder: at,
    node: null,
    findings: [{ check: "load", message }],
  }));
  for (const { folder: at, manifest, announced, load } of own.nodes) {
    const run = unasked(await load());
    const findings = await checkConformance({ manifest: announced ?? manifest, run, readme: readmeOf(at) });
    checked.push({ folder: at, node: nodeName(manifest), findings });
  }
  return checked.toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

/**
 * A process of its own is told the time with each attempt, whether its node asks for it or not. So here no attempt has the
 * time of another: who is pure and uses it gives something else the next time.
 */
function unasked(run: Run): Run {
  let at = 0;
  return async (input, ctx) => {
    const now = new Date((at += 86_400_000));
    return await run(input, Object.create(ctx, { now: { value: () => now } }));
  };
}

/** `reflux node check FOLDER`. */
export async function nodeCheck(folder: string, { json }: { readonly json?: boolean }): Promise<ExitCode> {
  const checked = await checkOwnNodes(folder);
  if (json) printJson(checked);
  else {
    for (const { folder: at, node, findings } of checked) {
      const sound = findings.length === 0;
      print(`${sound ? paint("green", "✓") : paint("red", "✗")} ${plain(node ?? basename(at))}`);
      for (const { check, message } of findings)
        print(`    ${paint("dim", check.padEnd(8))}  ${plain(message)}`);
    }
    if (checked.length === 0) note(`no node in ${folder}: a node is a folder with manifest.ts and run.ts`);
  }
  return checked.length > 0 && checked.every(({ findings }) => findings.length === 0)
    ? exitCodes.ok
    : exitCodes.failed;
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new RefluxError("RFV06", `cannot read the folder ${folder}`, {
      hint: "name the folder of a node, or one of nodes",
      cause,
    });
  }
}

function readmeOf(folder: string): string {
  try {
    return readFileSync(join(folder, "README.md"), "utf8");
  } catch {
    return "";
  }
}
