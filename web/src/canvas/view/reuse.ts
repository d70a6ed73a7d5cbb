import type { LineView, NodeView, Projection } from "./project.ts";

/**
 * The new projection with every part that did not change replaced by the very object of the last one. What is the same
 * object is not drawn again, and that is most of the canvas for any one change.
 */
export function reuse(before: Projection | undefined, after: Projection): Projection {
  if (!before) return after;
  const nodes = new Map(before.nodes.map((node) => [node.id, node]));
  const lines = new Map(before.lines.map((line) => [line.id, line]));
  return {
    nodes: after.nodes.map((node) => known(nodes.get(node.id), node, sameNode)),
    lines: after.lines.map((line) => known(lines.get(line.id), line, sameLine)),
  };
}

function known<T>(old: T | undefined, fresh: T, same: (a: T, b: T) => boolean): T {
  return old !== undefined && same(old, fresh) ? old : fresh;
}

function sameNode(a: NodeView, b: NodeView): boolean {
  const placed =
    a.at.x === b.at.x &&
    a.at.y === b.at.y &&
    a.size.width === b.size.width &&
    a.size.height === b.size.height;
  if (!placed) return false;
  if (a.kind === "step" && b.kind === "step") {
    return a.step === b.step && a.type === b.type && sameList(a.ports, b.ports) && a.entry === b.entry;
  }
  if (a.kind === "group" && b.kind === "group") {
    return a.title === b.title && a.collapsed === b.collapsed && sameList(a.members, b.members);
  }
  return a.kind === "note" && b.kind === "note" && a.text === b.text;
}

function sameLine(a: LineView, b: LineView): boolean {
  return a.source === b.source && a.target === b.target && a.port === b.port && a.count === b.count;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
