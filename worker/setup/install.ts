import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ChildError, startAsking } from "#child/asking.ts";
import { runProgram } from "#child/program.ts";
import { refluxHome } from "#db/config.ts";
import { RefluxError } from "#db/errors.ts";
import type { HeavyPackage } from "./heavy-packages.ts";

/**
 * `npm ci` of one package folder into REFLUX_HOME, and the proof that it works there. What is half done has another
 * name, so what is there is whole; what is there already, as this release locks it, is left alone.
 */
export async function install(
  heavy: HeavyPackage,
  { home = refluxHome(), log }: { readonly home?: string; readonly log: (line: string) => void },
): Promise<{ readonly changed: boolean; readonly says: string }> {
  const before = stateOf(heavy, home);
  if (before.installed) return { changed: false, says: await prove(heavy, placeOf(heavy, home)) };
  const draft = `${placeOf(heavy, home)}.draft-${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true });
    for (const file of FILES) copyFileSync(join(heavy.folder, file), join(draft, file));
    await npmCi(heavy, draft, log);
    log(`trying ${heavy.provides}`);
    const says = await prove(heavy, draft);
    rmSync(placeOf(heavy, home), { recursive: true, force: true });
    renameSync(draft, placeOf(heavy, home));
    return { changed: true, says };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const FILES = ["package.json", "package-lock.json"];
const INSTALL_MS = 1_800_000;
const PROBE_MS = 60_000;
const TELL_MS = 2_000;

export function stateOf(
  heavy: HeavyPackage,
  home = refluxHome(),
): { readonly installed: boolean; readonly says: string } {
  const place = placeOf(heavy, home);
  if (!existsSync(join(place, "node_modules", heavy.provides)))
    return { installed: false, says: "not installed" };
  const [ours, theirs] = [heavy.folder, place].map((at) =>
    readFileSync(join(at, "package-lock.json"), "utf8"),
  );
  return ours === theirs
    ? { installed: true, says: `installed in ${place}` }
    : { installed: false, says: "installed as another release locks it" };
}

/** Where its modules are: `createRequire(join(placeOf(heavy), "package.json"))` finds them. */
export function placeOf({ name }: HeavyPackage, home = refluxHome()): string {
  return join(home, "packages", name);
}

async function npmCi(heavy: HeavyPackage, draft: string, log: (line: string) => void): Promise<void> {
  log(`installing ${heavy.name}: ${heavy.provides}, about ${heavy.megabytes} MB`);
  let told = 0;
  const telling = setInterval(() => {
    const there = Math.round(bytesIn(draft) / 1_000_000);
    if (there > told) log(`${there} MB of about ${heavy.megabytes}`);
    told = there;
  }, TELL_MS);
  const { ok, why, output } = await runProgram({
    // Nothing that comes with a package runs: what it brings is under the lock file's hashes.
    command: [
      "npm",
      "ci",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--fetch-retries=1",
      "--fetch-retry-mintimeout=1000",
      "--loglevel=error",
    ],
    cwd: draft,
    env: process.env,
    deadlineMs: INSTALL_MS,
  }).finally(() => clearInterval(telling));
  if (ok) return;
  throw new RefluxError("RFI14", `${heavy.name} could not be installed: ${reasonIn(output) ?? why}`, {
    detail: { output: output.slice(-4_000) },
    hint: hintFor(output, why),
  });
}

/** Of npm's many lines the first that says what went wrong. */
function reasonIn(output: string): string | undefined {
  const lines = output.split("\n").map((line) => /^npm (?:error|ERR!) (.+)$/.exec(line)?.[1] ?? "");
  return lines.find(
    (line) => line !== "" && !/^(code|errno|syscall|network This is|A complete log)/.test(line),
  );
}

function hintFor(output: string, why: string): string {
  if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ENETUNREACH/.test(output)) {
    return "The registry cannot be reached from here. Try again with a network, or set npm's registry and proxy.";
  }
  if (output.includes("ENOSPC")) return "The disk is full. REFLUX_HOME may be another one.";
  if (output.includes("EINTEGRITY"))
    return "The registry gave something else than what was locked. Do not use it.";
  if (/ENOENT/.test(why)) return "npm is not on the PATH; it comes with Node.";
  return "The detail has what npm said.";
}

/** Runs the folder's probe in a process of its own: what is broken there breaks nothing here. */
async function prove(heavy: HeavyPackage, place: string): Promise<string> {
  const probe = startAsking<string, string>({
    program: `${heavy.folder}.probe.ts`,
    memoryMb: 4_096,
    cpuSeconds: PROBE_MS / 1_000,
    maxBytes: 65_536,
    stderrBytes: 2_048,
  });
  try {
    return await probe.ask(pathToFileURL(join(place, "package.json")).href, { timeoutMs: PROBE_MS });
  } catch (error) {
    const why = error instanceof ChildError ? error.message : String(error);
    throw new RefluxError("RFI14", `${heavy.name} is there and does not work: ${why}`, {
      hint: "Is there a build of it for this machine? Its folder under worker/setup says which there are.",
      cause: error,
    });
  } finally {
    probe.kill();
  }
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => {
      return sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0);
    }, 0);
}
