import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { grid } from "../arrange/geometry.ts";
import styles from "./Dots.module.css";

const gap = grid * 1.5;
/** Closer than this on screen dots are a grey haze; then every second one is shown. */
const closest = 12;

/**
 * The dotted ground. It is a little larger than the canvas and is shifted by less than one gap, so panning moves a
 * finished picture instead of painting thousands of dots again in each frame.
 */
export function Dots() {
  const element = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    let shown = 0;
    const place = () => {
      const dots = element.current;
      if (!dots) return;
      const [x, y, zoom] = store.getState().transform;
      let step = gap * zoom;
      while (step < closest) step *= 2;
      if (step !== shown) {
        shown = step;
        dots.style.setProperty("--gap", `${step}px`);
      }
      dots.style.transform = `translate(${modulo(x, step)}px, ${modulo(y, step)}px)`;
    };
    place();
    return store.subscribe(place);
  }, [store]);
  return <div ref={element} className={styles.dots} aria-hidden="true" />;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
