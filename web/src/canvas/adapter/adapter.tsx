/**
 * Where the flow meets React Flow. Nothing outside this folder knows of it.
 *
 * React Flow is given everything and keeps nothing: nodes, edges, sizes and selection come from the editor's store,
 * and what a person does with them goes back as commands. Its own keyboard is off; ours drives the selection.
 */
import {
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStoreApi,
  type Viewport,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import {
  type KeyboardEvent,
  lazy,
  type MouseEvent as ReactMouseEvent,
  Suspense,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Edge } from "#language/flow/document.ts";
import { cx } from "../../ui/cx.ts";
import { grid, type Point, stepWidth } from "../arrange/geometry.ts";
import styles from "../Canvas.module.css";
import { connect, reconnect, refusal } from "../edit/commands/connect.ts";
import { dropOnEdge, isLoose } from "../edit/commands/drop.ts";
import { editRefusal } from "../state/may-edit.ts";
import { isEmpty, selected } from "../state/selection.ts";
import { around, drawnAtOnce, isDrawnInParts } from "../view/around.ts";
import { useCanvas, useEditor } from "../view/context.ts";
import { type Drag, dragged, draggedFlow, dragOf, dropEdit, lineThrough } from "../view/gestures.ts";
import { type Projection, project } from "../view/project.ts";
import { reuse } from "../view/reuse.ts";
import { Dots } from "./Dots.tsx";
import { type CanvasNode, lineFor, nodeFor } from "./elements.ts";
import { FlowLine, type FlowLineType } from "./FlowLine.tsx";
import { GroupNode } from "./GroupNode.tsx";
import { NoteNode } from "./NoteNode.tsx";
import { StepNode } from "./StepNode.tsx";
import { useOpening } from "./useShow.ts";

/** Around everything that looks at the same viewport. */
export const AdapterProvider = ReactFlowProvider;

/** Only large flows begin with it. */
const FlowMap = lazy(async () => ({ default: (await import("./FlowMap.tsx")).FlowMap }));

const nodeTypes = { step: StepNode, frame: GroupNode, note: NoteNode };
const edgeTypes = { line: FlowLine };

const snapGrid: [number, number] = [grid, grid];

/** Above this only what is seen is in the page: with a hundred cards, zooming painted those out of sight as well. */
const cullAbove = 50;
/** Below this zoom a card is a block of colour: names would be dust. */
const farZoom = 0.5;
const tinyZoom = 0.2;

/** What makes React Flow's own element, which says it is an application, our one tab stop. */
export interface StageProps {
  readonly "aria-label": string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export interface AdapterProps {
  readonly stage: StageProps;
  readonly onOpen?: ((step: string) => void) | undefined;
  readonly onMenu?: ((step: string, at: Point) => void) | undefined;
  readonly onDropNode?: ((node: string, at: Point) => void) | undefined;
}

export function Adapter({ stage, onOpen, onMenu, onDropNode }: AdapterProps) {
  const { editor } = useCanvas();
  const flow = useEditor((state) => state.flow);
  const places = useEditor((state) => state.places);
  const selection = useEditor((state) => state.selection);
  const cursor = useEditor((state) => state.cursor);
  const minimap = useEditor((state) => state.minimap);
  const settling = useEditor((state) => state.settling);
  const readOnly = useEditor(editRefusal) !== undefined;
  const [drag, setDrag] = useState<Drag>();
  const { screenToFlowPosition } = useReactFlow();
  const store = useStoreApi();
  const inParts = isDrawnInParts(flow);
  const [middle, setMiddle] = useState<Point>();
  const drawn = useMemo(() => {
    const [first = { x: 0, y: 0 }] = places.values();
    return inParts ? around(flow, places, middle ?? first) : flow;
  }, [inParts, flow, places, middle]);

  const last = useRef<Projection>(undefined);
  const projection = useMemo(() => {
    const fresh = project(draggedFlow(drawn, drag), dragged(places, drag), editor.catalogue);
    last.current = reuse(last.current, fresh);
    return last.current;
  }, [drawn, places, drag, editor]);
  const views = useMemo(() => new Map(projection.nodes.map((view) => [view.id, view])), [projection]);
  /** The line that would take in what is dragged. */
  const into = useMemo(() => {
    const [card, ...others] = drag?.steps.keys() ?? [];
    const loose = card !== undefined && others.length === 0 && isLoose(flow, card, editor.catalogue);
    return loose ? lineThrough(card, projection) : undefined;
  }, [drag, flow, projection, editor]);
  const nodes = useMemo(
    () =>
      projection.nodes.map((view) => {
        const node = nodeFor(view, selection);
        // What is in the hand passes over what lies there, and lets a line be seen that would take it in.
        return drag?.steps.has(view.id) ? { ...node, zIndex: 3, className: cx(into && styles.held) } : node;
      }),
    [projection, selection, drag, into],
  );
  const edges = useMemo(
    () => projection.lines.map((line) => lineFor(line, selection, line.id === into?.id)),
    [projection, selection, into],
  );

  useDetail();
  const opening = useOpening();

  const state = editor.store.getState;
  const edgeOf = ({ source, sourceHandle, target }: Connection): Edge => ({
    from: source,
    port: sourceHandle ?? "out",
    to: target,
  });

  function changeNodes(changes: NodeChange<CanvasNode>[]): void {
    const moved = new Map(
      changes.flatMap((change): [string, Point][] =>
        change.type === "position" && change.position && change.dragging
          ? [[change.id, change.position]]
          : [],
      ),
    );
    // Against where things stood before the drag: a group's frame follows its members, not the other way round.
    if (moved.size > 0) setDrag(dragOf(moved, startViews.current ?? views, state().places));
    const flips = changes.filter((change) => change.type === "select");
    if (flips.length > 0) flip(flips);
  }

  function flip(changes: readonly { readonly id: string; readonly selected: boolean }[]): void {
    const parts = {
      steps: new Set(selection.steps),
      notes: new Set(selection.notes),
      groups: new Set(selection.groups),
    };
    let cursor = state().cursor;
    for (const { id, selected: on } of changes) {
      const view = views.get(id);
      if (!view) continue;
      const [set, name] =
        view.kind === "step"
          ? [parts.steps, id]
          : view.kind === "note"
            ? [parts.notes, view.note]
            : [parts.groups, view.group];
      if (on) set.add(name);
      else set.delete(name);
      if (on && view.kind === "step") cursor = id;
    }
    const edges = [...state().selection.edges];
    editor.select(selected({ ...parts, edges }), cursor);
  }

  function changeEdges(changes: EdgeChange<FlowLineType>[]): void {
    const flips = changes.filter((change) => change.type === "select");
    if (flips.length === 0) return;
    const now = state().selection;
    const chosen = new Set(now.edges);
    for (const { id, selected: on } of flips) {
      if (on) chosen.add(id);
      else chosen.delete(id);
    }
    editor.select({ ...now, edges: chosen }, state().cursor);
  }

  const startViews = useRef<typeof views>(undefined);
  const beginDrag = () => {
    startViews.current = views;
  };
  function drop(): void {
    const { flow, places } = state();
    const [card] = drag?.steps ?? [];
    if (into && card) editor.apply(dropOnEdge(flow, ...card, into.edge, places, editor.catalogue));
    else if (drag) editor.apply(dropEdit(flow, drag));
    setDrag(undefined);
    startViews.current = undefined;
  }

  /** Shift adds what is clicked, as it does in lists; over nothing it begins a rectangle. */
  function withShift(event: ReactMouseEvent): void {
    const card = event.target instanceof Element ? event.target.closest("[data-id].react-flow__node") : null;
    const node = nodes.find(({ id }) => id === card?.getAttribute("data-id"));
    if (!event.shiftKey || event.button !== 0 || !node) return;
    event.stopPropagation();
    if (event.type === "click") flip([{ id: node.id, selected: node.selected !== true }]);
  }

  /** What is drawn goes along with what is seen, before its end comes into sight. */
  function follow(_: unknown, { x, y, zoom }: Viewport): void {
    const { width, height } = store.getState();
    const at = { x: (width / 2 - x) / zoom - stepWidth / 2, y: (height / 2 - y) / zoom };
    if (!middle || Math.max(Math.abs(at.x - middle.x), Math.abs(at.y - middle.y)) > 400) setMiddle(at);
  }

  /** An edge let go over nothing asks what should come there. */
  function endConnect(
    event: MouseEvent | TouchEvent,
    { isValid, fromNode, fromHandle, toNode }: FinalConnectionState,
  ): void {
    if (isValid === true || toNode || !fromNode || fromHandle?.type !== "source") return;
    const point = "changedTouches" in event ? event.changedTouches[0] : event;
    if (!point) return;
    const at = screenToFlowPosition({ x: point.clientX, y: point.clientY });
    const after = { step: fromNode.id, port: fromHandle.id ?? "out" };
    editor.ask({ ask: "add", after, at: { x: at.x, y: at.y - 32 } });
  }

  return (
    <ReactFlow<CanvasNode, FlowLineType>
      {...stage}
      tabIndex={0}
      aria-roledescription="flow canvas"
      aria-activedescendant={cursor === undefined ? undefined : `step-${cursor}`}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onPointerDownCapture={withShift}
      onClickCapture={withShift}
      onNodesChange={changeNodes}
      onEdgesChange={changeEdges}
      onNodeDragStart={beginDrag}
      onSelectionDragStart={beginDrag}
      onNodeDragStop={drop}
      onSelectionDragStop={drop}
      onNodeDoubleClick={(_: ReactMouseEvent, node) => node.type === "step" && onOpen?.(node.id)}
      onNodeContextMenu={(event, node) => {
        if (node.type !== "step" || !onMenu) return;
        event.preventDefault();
        if (!selection.steps.has(node.id)) editor.select(selected({ steps: [node.id] }), node.id);
        onMenu(node.id, { x: event.clientX, y: event.clientY });
      }}
      onEdgeDoubleClick={(_, edge) => edge.data && editor.ask({ ask: "add", onEdge: edge.data.line.edge })}
      onConnect={(connection) => editor.apply(connect(state().flow, edgeOf(connection)))}
      onConnectEnd={endConnect}
      onReconnect={(old, next) => {
        const before = old.data?.line.edge;
        if (before) editor.apply(reconnect(state().flow, before, edgeOf(next)));
      }}
      isValidConnection={(item) =>
        refusal(state().flow, edgeOf(normal(item)), editor.catalogue) === undefined
      }
      onPaneClick={() => !isEmpty(state().selection) && editor.select(selected({}), state().cursor)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const node = event.dataTransfer.getData("application/x-reflux-node");
        if (node) onDropNode?.(node, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
      }}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      edgesReconnectable={!readOnly}
      nodesFocusable={false}
      edgesFocusable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={["Meta", "Control"]}
      selectionMode={SelectionMode.Partial}
      elevateNodesOnSelect={false}
      autoPanOnNodeFocus={false}
      panOnScroll
      zoomOnDoubleClick={false}
      minZoom={inParts ? 0.35 : 0.08}
      maxZoom={2}
      snapToGrid
      snapGrid={snapGrid}
      connectionRadius={28}
      onlyRenderVisibleElements={nodes.length > cullAbove}
      {...opening}
      {...(inParts ? { onMove: follow } : {})}
      attributionPosition="top-right"
      className={cx(styles.flow, settling && styles.settling)}
    >
      <Dots />
      {inParts && (
        <p className={`small secondary ${styles.part}`}>
          {Object.keys(flow.steps).length.toLocaleString("en")} steps: the {drawnAtOnce} around here are
          drawn. The outline lists all.
        </p>
      )}
      {minimap && (
        <Suspense fallback={null}>
          <FlowMap nodes={projection.nodes} />
        </Suspense>
      )}
    </ReactFlow>
  );
}

/** Writes the level of detail on the page itself: a card that cannot be read draws nothing, and none is drawn anew. */
function useDetail(): void {
  const store = useStoreApi();
  useEffect(() => {
    const show = () => {
      const { domNode, transform } = store.getState();
      const detail = transform[2] < tinyZoom ? "far tiny" : transform[2] < farZoom ? "far" : "near";
      if (domNode && domNode.dataset["detail"] !== detail) domNode.dataset["detail"] = detail;
    };
    show();
    return store.subscribe(show);
  }, [store]);
}

function normal(item: Connection | FlowLineType): Connection {
  const { source, target, sourceHandle = null, targetHandle = null } = item;
  return { source, target, sourceHandle, targetHandle };
}
