/** The canvas by itself, for the gallery, for pictures and for measuring. Not part of the app. */
import { useEffect, useMemo } from "react";
import { createArranger } from "./arrange/arranger.ts";
import type { Flow } from "./model/model.ts";
import { parseFlow } from "./model/text.ts";
import { createEditor } from "./state/editor.ts";
import { createLiveRun } from "./state/live.ts";
import { fakeRun } from "./testing/fake-run.ts";
import { largeFlow } from "./testing/large.ts";
import { catalogue } from "./testing/nodes.ts";
import { chain, orders } from "./testing/small.ts";
import { Canvas } from "./view/Canvas.tsx";
import type { Overlay } from "./view/context.ts";
import { ghosts } from "./view/decorate.ts";

export const demoFlows = ["five", "orders", "collapsed", "100", "500"] as const;
export const demoModes = ["edit", "run", "diff"] as const;

export interface CanvasDemoProps {
  readonly flow?: (typeof demoFlows)[number];
  readonly mode?: (typeof demoModes)[number];
}

export function CanvasDemo({ flow: name = "orders", mode = "edit" }: CanvasDemoProps) {
  const scene = useMemo(() => sceneOf(name, mode), [name, mode]);
  useEffect(() => {
    const controller = new AbortController();
    void scene.editor.settle(controller.signal).catch(() => {});
    return () => controller.abort();
  }, [scene]);
  return (
    <Canvas key={`${name} ${mode}`} label={`Flow ${name}`} editor={scene.editor} overlay={scene.overlay} />
  );
}

function sceneOf(name: string, mode: string) {
  const flow = flowNamed(name);
  const shown = mode === "diff" ? ghosts(flow, changed(flow)) : undefined;
  const editor = createEditor({
    flow: shown?.flow ?? flow,
    catalogue,
    arranger: createArranger(),
    readOnly: mode === "edit" ? undefined : "This is a picture.",
  });
  return { editor, overlay: overlayFor(flow, mode, shown) };
}

function overlayFor(flow: Flow, mode: string, shown: ReturnType<typeof ghosts> | undefined): Overlay {
  if (shown) return { kind: "diff", ghosts: shown };
  if (mode !== "run") return { kind: "edit" };
  const live = createLiveRun();
  live.set(fakeRun(flow, Date.now()));
  return { kind: "run", live };
}

/** What a colleague might have done to it. */
function changed(flow: Flow): Flow {
  const { remind: _, wrap: __, ...steps } = flow.steps;
  const edges = flow.edges.filter(
    ({ from, to }) => ![from, to].some((key) => key === "remind" || key === "wrap"),
  );
  const store = flow.steps["store"];
  return {
    ...flow,
    steps: {
      ...steps,
      ...(store ? { store: { ...store, timeout: "30s", retry: { max: 3 } } } : {}),
      audit: { node: "log", title: "Write it down", config: { message: "stored" } },
    },
    edges: [
      ...edges,
      {
        from: Object.hasOwn(steps, "store") ? "store" : (Object.keys(steps)[0] ?? ""),
        port: "out",
        to: "audit",
      },
    ],
  };
}

function flowNamed(name: string): Flow {
  if (name === "100" || name === "500") return largeFlow(Number(name));
  const text = name === "collapsed" ? orders.replace("review: {", "review: { collapsed: true,") : orders;
  const { flow } = parseFlow(name === "five" ? chain : text);
  if (!flow) throw new Error("The demo's own flow does not parse.");
  return flow;
}
