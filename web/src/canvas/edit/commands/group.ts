import { type Flow, type Group, isCollapsed } from "#language/flow/document.ts";
import { uniqueName } from "#language/flow/names.ts";
import type { Operation } from "#language/flow/patch.ts";
import { count, type Edit } from "../edit.ts";

/** Puts steps into a new group. A step is in one group at most, so it leaves the one it was in. */
export function group(flow: Flow, steps: readonly string[], title = "Group"): Edit {
  const id = uniqueName("group", (name) => Object.hasOwn(flow.layout.groups, name));
  const patch: Operation[] = [
    ...leaveGroups(flow, new Set(steps)),
    { op: "set_group", id, value: { title, steps } },
  ];
  return { label: `Group ${count(steps.length, "step")}`, patch, select: steps };
}

export function ungroup(flow: Flow, ids: readonly string[]): Edit {
  const freed = ids
    .flatMap((id) => flow.layout.groups[id]?.steps ?? [])
    .filter((key) => Object.hasOwn(flow.steps, key));
  return { label: "Ungroup", patch: ids.map((id): Operation => ({ op: "set_group", id })), select: freed };
}

export function setGroup(
  flow: Flow,
  id: string,
  change: { readonly title?: string; readonly collapsed?: boolean },
): Edit {
  const before = flow.layout.groups[id];
  if (!before) return { label: "Change group", patch: [] };
  const value: Group = { ...before, ...change };
  const verb = change.title !== undefined ? "Rename" : isCollapsed(flow, value) ? "Collapse" : "Expand";
  return { label: `${verb} group ${value.title}`, patch: [{ op: "set_group", id, value }] };
}

/** The group of each step that is in one. */
export function groupOf(flow: Flow): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(flow.layout.groups).flatMap(([id, { steps }]) => steps.map((key) => [key, id] as const)),
  );
}

/** Takes steps out of their groups; a group that is left empty goes. */
export function leaveGroups(flow: Flow, steps: ReadonlySet<string>): Operation[] {
  return Object.entries(flow.layout.groups).flatMap(([id, before]): Operation[] => {
    const rest = before.steps.filter((key) => !steps.has(key));
    if (rest.length === before.steps.length) return [];
    return [
      rest.length === 0
        ? { op: "set_group", id }
        : { op: "set_group", id, value: { ...before, steps: rest } },
    ];
  });
}
