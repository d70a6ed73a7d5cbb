import type { Edge, Flow } from "#language/flow/document.ts";
import { printEdge } from "#language/flow/edges.ts";
import { topology } from "#language/flow/topology.ts";
import { groupOf } from "../edit/commands/group.ts";

interface Row {
  readonly id: string;
  readonly level: number;
  readonly position: number;
  readonly setSize: number;
  readonly children: number;
}

export type OutlineRow =
  | (Row & { readonly kind: "group"; readonly key: string; readonly title: string })
  | (Row & { readonly kind: "step"; readonly key: string })
  | (Row & { readonly kind: "edge"; readonly edge: Edge });

type Item = { readonly group: string } | { readonly step: string };

/** The flow as lines of a tree. A group stands where its first step would. */
export function outlineRows(flow: Flow): OutlineRow[] {
  const { order, outgoing } = topology(flow);
  const holding = groupOf(flow);
  const members = Map.groupBy(
    order.filter((key) => holding.has(key)),
    (key) => holding.get(key) ?? "",
  );
  const seen = new Set<string>();
  const top = order.flatMap((key): Item[] => {
    const group = holding.get(key);
    if (group === undefined) return [{ step: key }];
    if (seen.has(group)) return [];
    seen.add(group);
    return [{ group }];
  });

  const stepRows = (key: string, level: number, position: number, setSize: number): OutlineRow[] => {
    const edges = outgoing.get(key) ?? [];
    return [
      { kind: "step", id: key, key, level, position, setSize, children: edges.length },
      ...edges.map(
        (edge, index): OutlineRow => ({
          kind: "edge",
          id: `edge:${printEdge(edge)}`,
          edge,
          level: level + 1,
          position: index + 1,
          setSize: edges.length,
          children: 0,
        }),
      ),
    ];
  };
  return top.flatMap((item, index): OutlineRow[] => {
    if ("step" in item) return stepRows(item.step, 1, index + 1, top.length);
    const keys = members.get(item.group) ?? [];
    const title = flow.layout.groups[item.group]?.title ?? item.group;
    return [
      {
        kind: "group",
        id: `group:${item.group}`,
        key: item.group,
        title,
        level: 1,
        position: index + 1,
        setSize: top.length,
        children: keys.length,
      },
      ...keys.flatMap((key, at) => stepRows(key, 2, at + 1, keys.length)),
    ];
  });
}
