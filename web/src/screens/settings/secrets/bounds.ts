/** What a secret is bound to, as it is typed; empty is not bound. */
export interface Bounds {
  readonly flows: string;
  readonly nodes: string;
  readonly hosts: string;
}

export interface Lists {
  readonly flows: readonly string[] | null;
  readonly nodes: readonly string[] | null;
  readonly hosts: readonly string[] | null;
}

/** As the API tells them. */
export type Told = { readonly [list in keyof Lists]: readonly (string | null)[] | null };

export const unbound: Bounds = { flows: "", nodes: "", hosts: "" };

export function typedAs(told: Told | undefined): Bounds {
  const text = (list: readonly (string | null)[] | null | undefined) => list?.join(", ") ?? "";
  return { flows: text(told?.flows), nodes: text(told?.nodes), hosts: text(told?.hosts) };
}

export function listsOf({ flows, nodes, hosts }: Bounds): Lists {
  return { flows: listOf(flows), nodes: listOf(nodes), hosts: listOf(hosts.toLowerCase()) };
}

/** Those that are said, as arguments of a call. */
export function saidIn(lists: Lists): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list !== null));
}

function listOf(text: string): readonly string[] | null {
  const items = text.split(/[\s,]+/).filter(Boolean);
  return items.length === 0 ? null : items;
}
