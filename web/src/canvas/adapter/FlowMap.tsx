import { useReactFlow, useStoreApi } from "@xyflow/react";
import { memo, type PointerEvent, useEffect, useMemo, useRef } from "react";
import { cx } from "../../ui/cx.ts";
import { type Box, bounds } from "../arrange/geometry.ts";
import { useCanvas, useLiveStep } from "../view/context.ts";
import type { NodeView, Projection } from "../view/project.ts";
import styles from "./FlowMap.module.css";

const width = 176;
const height = 112;
const padding = 10;

/**
 * The flow in the small, and a frame around what is seen of it. Only the frame moves while panning; the picture is
 * drawn again when the flow changes, and one card of it when a step's state does.
 */
export const FlowMap = memo(function FlowMap({ nodes }: Pick<Projection, "nodes">) {
  const frame = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  const { setCenter, getZoom } = useReactFlow();
  const whole = useMemo(
    () => bounds(nodes.map(({ at, size }) => ({ ...at, ...size }))) ?? { x: 0, y: 0, width: 1, height: 1 },
    [nodes],
  );
  const scale = Math.min((width - 2 * padding) / whole.width, (height - 2 * padding) / whole.height, 0.12);

  useEffect(() => {
    const place = () => {
      const state = store.getState();
      const [x, y, zoom] = state.transform;
      const seen = { x: -x / zoom, y: -y / zoom, width: state.width / zoom, height: state.height / zoom };
      if (frame.current) Object.assign(frame.current.style, frameAround(seen, whole, scale));
    };
    place();
    return store.subscribe(place);
  }, [store, whole, scale]);

  function go(event: PointerEvent<HTMLDivElement>): void {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.x - width / 2) / scale + whole.x + whole.width / 2;
    const y = (event.clientY - box.y - height / 2) / scale + whole.y + whole.height / 2;
    void setCenter(x, y, { zoom: getZoom() }).catch(() => false);
  }

  const origin = `${whole.x + whole.width / 2 - width / 2 / scale} ${whole.y + whole.height / 2 - height / 2 / scale}`;
  return (
    <div
      className={styles.map}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <svg
        className={`full full-height ${styles.picture}`}
        viewBox={`${origin} ${width / scale} ${height / scale}`}
        role="img"
        aria-label="Map of the flow"
      >
        {nodes.map((view) => view.kind !== "note" && <Card key={view.id} view={view} />)}
      </svg>
      <div ref={frame} className={styles.frame} />
    </div>
  );
});

function frameAround(seen: Box, whole: Box, scale: number) {
  const x = (seen.x - whole.x - whole.width / 2) * scale + width / 2;
  const y = (seen.y - whole.y - whole.height / 2) * scale + height / 2;
  return {
    transform: `translate(${x}px, ${y}px)`,
    inlineSize: `${seen.width * scale}px`,
    blockSize: `${seen.height * scale}px`,
  };
}

const Card = memo(function Card({ view }: { readonly view: Exclude<NodeView, { kind: "note" }> }) {
  const { overlay } = useCanvas();
  const state = useLiveStep(view.id)?.state;
  const change = overlay.kind === "diff" ? overlay.ghosts.steps.get(view.id) : undefined;
  return (
    <rect
      {...view.at}
      {...view.size}
      rx={16}
      className={cx(styles.card, view.kind === "group" && !view.collapsed && styles.group)}
      data-state={state}
      data-change={change}
    />
  );
});
