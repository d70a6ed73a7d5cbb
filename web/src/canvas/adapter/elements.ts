/** Projections as React Flow wants them. Sizes and handles are given, so nothing waits to be measured. */
import { type NodeHandle, Position } from "@xyflow/react";
import type { Selection } from "../state/selection.ts";
import {
  type GroupView,
  inlet,
  type LineView,
  type NodeView,
  outlet,
  type StepView,
} from "../view/project.ts";
import type { FlowLineType } from "./FlowLine.tsx";
import type { GroupNodeType } from "./GroupNode.tsx";
import type { NoteNodeType } from "./NoteNode.tsx";
import type { StepNodeType } from "./StepNode.tsx";

export type CanvasNode = StepNodeType | GroupNodeType | NoteNodeType;

const handleSize = 9;
const nodes = new WeakMap<NodeView, { readonly plain: CanvasNode; readonly selected: CanvasNode }>();
const lines = new WeakMap<
  LineView,
  { readonly plain: FlowLineType; readonly selected: FlowLineType; readonly open: FlowLineType }
>();

/** One object for each view and each state of selection, for as long as the view lives. */
export function nodeFor(view: NodeView, selection: Selection): CanvasNode {
  let pair = nodes.get(view);
  if (!pair) {
    const plain = toNode(view);
    pair = { plain, selected: { ...plain, selected: true } };
    nodes.set(view, pair);
  }
  return isSelected(view, selection) ? pair.selected : pair.plain;
}

/** `open` while something is dragged over it that it would take in. */
export function lineFor(view: LineView, selection: Selection, open: boolean): FlowLineType {
  let pair = lines.get(view);
  if (!pair) {
    const { id, source, target, port } = view;
    const plain: FlowLineType = {
      id,
      source,
      target,
      sourceHandle: port,
      targetHandle: "in",
      type: "line",
      data: { line: view },
      focusable: false,
    };
    pair = {
      plain,
      selected: { ...plain, selected: true, zIndex: 1 },
      open: { ...plain, data: { line: view, open: true } },
    };
    lines.set(view, pair);
  }
  if (open) return pair.open;
  return selection.edges.has(view.id) ? pair.selected : pair.plain;
}

function toNode(view: NodeView): CanvasNode {
  const base = { id: view.id, position: view.at, ...view.size, measured: view.size };
  switch (view.kind) {
    case "step":
      return { ...base, type: "step", data: { view }, handles: stepHandles(view), zIndex: 2 };
    case "group": {
      const handles = view.collapsed ? groupHandles(view) : [];
      return { ...base, type: "frame", data: { view }, handles, zIndex: view.collapsed ? 2 : -2 };
    }
    case "note":
      return { ...base, type: "note", data: { view }, zIndex: -1 };
  }
}

function stepHandles(view: StepView): NodeHandle[] {
  const outlets = view.ports.map((port) => handle("source", port, outlet(view, port)));
  return view.entry ? outlets : [handle("target", "in", inlet(view)), ...outlets];
}

function groupHandles(view: GroupView): NodeHandle[] {
  return [handle("target", "in", inlet(view)), handle("source", "out", outlet(view, "out"))];
}

function handle(
  type: "source" | "target",
  id: string,
  at: { readonly x: number; readonly y: number },
): NodeHandle {
  return {
    type,
    id,
    position: type === "source" ? Position.Right : Position.Left,
    x: at.x - handleSize / 2,
    y: at.y - handleSize / 2,
    width: handleSize,
    height: handleSize,
  };
}

function isSelected(view: NodeView, selection: Selection): boolean {
  switch (view.kind) {
    case "step":
      return selection.steps.has(view.id);
    case "group":
      return selection.groups.has(view.group);
    case "note":
      return selection.notes.has(view.note);
  }
}
