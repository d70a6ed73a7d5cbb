import { findPackageJSON } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { heavyPackages } from "../setup/heavy-packages.ts";
import { stateOf } from "../setup/install.ts";
import type { Probe } from "./needs.ts";

/** `package:NAME`: what `reflux setup` installs, or what is there beside REFLUX or beside the node that wants it. */
export const probePackage: Probe = async (name, places) => {
  const heavy = heavyPackages().find(({ provides }) => provides === name);
  if (heavy) {
    const { installed, says } = stateOf(heavy);
    const provide = `run \`reflux setup ${heavy.name}\` where the worker runs, and start the worker again`;
    return installed ? undefined : { problem: says, provide };
  }
  const froms = [import.meta.url, ...places.map((folder) => pathToFileURL(join(folder, "manifest.ts")).href)];
  if (froms.some((from) => isThere(name, from))) return undefined;
  return {
    problem: "it is not installed",
    provide:
      places.length > 0
        ? `npm install ${name} beside the node, and start the worker again`
        : "npm ci without --omit=optional, and start the worker again",
  };
};

function isThere(name: string, from: string): boolean {
  try {
    return findPackageJSON(name, from) !== undefined;
  } catch {
    return false;
  }
}
