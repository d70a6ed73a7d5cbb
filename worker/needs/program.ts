import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Probe } from "./needs.ts";

/** `program:NAME`: a file of that name on the PATH that may be run. */
export const probeProgram: Probe = async (name) => {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  if (folders.some((folder) => isRunnable(join(folder, name)))) return undefined;
  return {
    problem: `no program ${name} on the PATH`,
    provide: `install ${name} where the worker runs, and start the worker again`,
  };
};

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
