import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { createCatalogue } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { createArranger } from "../../../canvas/arrange/arranger.ts";
import { Canvas } from "../../../canvas/Canvas.tsx";
import { createEditor } from "../../../canvas/state/editor.ts";
import { createLiveRun } from "../../../canvas/state/live.ts";
import { selected as chosen } from "../../../canvas/state/selection.ts";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import type { RunGraph } from "../graph.ts";
import { liveRows } from "../live-rows.ts";
import type { StepRow } from "../steps.ts";

export interface RunCanvasProps {
  readonly run: string;
  /** A run of a draft, in which pinned outputs stood in for steps. */
  readonly tried: boolean;
  readonly graph: RunGraph | undefined;
  readonly steps: readonly StepRow[];
  readonly selected: string | null;
  readonly onSelect: (step: string) => void;
}

/** The flow as this run took it. */
export function RunCanvas(props: RunCanvasProps) {
  const { graph } = props;
  if (!graph) return <Skeleton shape="block" lines={1} label="Loading the flow" />;
  if (!graph.flow) return <EmptyState title="The flow cannot be drawn">{graph.problem ?? ""}</EmptyState>;
  return <Drawn {...props} graph={graph} flow={graph.flow} key={props.run} />;
}

function Drawn({
  run,
  tried,
  graph,
  flow,
  steps,
  selected,
  onSelect,
}: RunCanvasProps & { readonly graph: RunGraph; readonly flow: Flow }) {
  const editor = useMemo(
    () =>
      createEditor({
        flow,
        catalogue: createCatalogue(graph.types),
        arranger: createArranger(),
        readOnly: "This is a run. Its flow is changed in the editor.",
      }),
    [flow, graph.types],
  );
  const live = useMemo(() => createLiveRun(), []);
  const overlay = useMemo(() => ({ kind: "run", live, tried }) as const, [live, tried]);
  const choose = useRef(onSelect);
  choose.current = onSelect;

  useEffect(() => live.set(liveRows(steps)), [live, steps]);
  useQuery({
    queryKey: ["settle", run],
    queryFn: async ({ signal }) => {
      await editor.settle(signal);
      return null;
    },
    gcTime: 0,
    staleTime: 0,
  });
  // Two ways, and each only where the two differ: what is chosen elsewhere is chosen here, and the other way round.
  useEffect(() => {
    const { selection } = editor.store.getState();
    if (selected !== null && !selection.steps.has(selected) && Object.hasOwn(flow.steps, selected)) {
      editor.select(chosen({ steps: [selected] }));
    }
  }, [editor, flow, selected]);
  useEffect(
    () =>
      editor.store.subscribe(({ selection }, before) => {
        const [step] = selection.steps;
        if (selection !== before.selection && selection.steps.size === 1 && step !== undefined)
          choose.current(step);
      }),
    [editor],
  );
  return <Canvas editor={editor} overlay={overlay} label={`Flow ${flow.name} in run ${run}`} />;
}
