import type { NodeModule } from "#nodes/node.ts";
import type { Need, NeedKind } from "#nodes/sdk/index.ts";
import { probePackage } from "./package.ts";
import { probeProgram } from "./program.ts";
import { probeService } from "./service.ts";

/** Whether a need is met on this machine; when not, why, and what would provide it. */
export type NeedState = {
  readonly need: Need;
  readonly problem: string | null;
  readonly provide: string | null;
};

/** Looks, and never throws: what goes wrong while looking is why the need counts as not met. */
export type Probe = (name: string, places: readonly string[]) => Promise<Absence | undefined>;
export type Absence = { readonly problem: string; readonly provide: string };

const probes: Readonly<Record<NeedKind, Probe>> = {
  package: probePackage,
  program: probeProgram,
  service: probeService,
};

/** What these nodes require, each looked for once. */
export async function probeNeeds(nodes: readonly NodeModule[]): Promise<readonly NeedState[]> {
  const needs = new Map<Need, string[]>();
  for (const { manifest, folder } of nodes) {
    for (const need of manifest.requires ?? []) {
      const places = needs.get(need) ?? [];
      needs.set(need, folder === undefined ? places : [...places, folder]);
    }
  }
  return await Promise.all([...needs].map(([need, places]) => probeNeed(need, places)));
}

async function probeNeed(need: Need, places: readonly string[]): Promise<NeedState> {
  const [kind, name] = split(need);
  try {
    const absence = await probes[kind](name, places);
    return { need, problem: absence?.problem ?? null, provide: absence?.provide ?? null };
  } catch (error) {
    const problem = `it could not be looked for: ${error instanceof Error ? error.message : String(error)}`;
    return { need, problem, provide: `look into it, and start the worker again` };
  }
}

function split(need: Need): readonly [NeedKind, string] {
  const at = need.indexOf(":");
  // The manifest was held against NEED_PATTERN.
  return [need.slice(0, at) as NeedKind, need.slice(at + 1)];
}

/** Those that can run here, and those that cannot, with what they lack. */
export function byNeeds(nodes: readonly NodeModule[], states: readonly NeedState[]) {
  const absent = new Map(
    states.filter(({ problem }) => problem !== null).map((state) => [state.need, state]),
  );
  const lacks = ({ manifest }: NodeModule) =>
    (manifest.requires ?? []).flatMap((need) => absent.get(need) ?? []);
  return {
    able: nodes.filter((node) => lacks(node).length === 0),
    unable: nodes.map((node) => ({ node, lacks: lacks(node) })).filter((one) => one.lacks.length > 0),
  };
}
