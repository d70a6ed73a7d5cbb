import { type ExitCode, exitCodes } from "#db/cli/exit-codes.ts";
import { note, pad, paint, print, printJson } from "#db/cli/terminal.ts";
import { RefluxError } from "#db/errors.ts";
import { heavyPackages } from "./heavy-packages.ts";
import { install, stateOf } from "./install.ts";

/** `reflux setup`: what there is and its state. `reflux setup NAME`: installs it, unless it is there. */
export async function setup(
  name: string | undefined,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const all = heavyPackages();
  if (name === undefined) {
    const listed = all.map((heavy) => ({ ...heavy, ...stateOf(heavy) }));
    if (json) printJson(listed.map(({ folder: _folder, ...told }) => told));
    for (const { name: of, description, megabytes, installed, says } of json ? [] : listed) {
      print(`${installed ? paint("green", "✓") : paint("dim", "–")} ${pad(of, 10)}  ${description}`);
      print(`  ${pad("", 10)}  ${paint("dim", `${says}; ${megabytes} MB`)}`);
    }
    return exitCodes.ok;
  }
  const heavy = all.find((one) => one.name === name);
  if (!heavy) {
    throw new RefluxError("RFV06", `there is nothing called ${name} to set up`, {
      hint: `there is: ${all.map((one) => one.name).join(", ")}`,
    });
  }
  const { changed, says } = await install(heavy, { log: note });
  if (json) printJson({ name, changed, says });
  else print(`${paint("green", "✓")} ${name}: ${says}${changed ? "" : ", and was there already"}`);
  if (changed) note("Workers announce what needs it when they are started again.");
  return exitCodes.ok;
}
