import { Link } from "@tanstack/react-router";
import { ArrowRight, X } from "lucide-react";
import { useEffect, useMemo } from "react";
import { createLiveRun } from "../../canvas/state/live.ts";
import type { Overlay } from "../../canvas/view/context.ts";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { StateBadge } from "../../ui/feedback/StateBadge.tsx";
import { liveRows } from "../run/live-rows.ts";
import { type RunView, useRun } from "../run/useRun.ts";
import styles from "./Editor.module.css";

export interface RunLayerProps {
  readonly run: string;
  readonly onOverlay: (overlay: Overlay | undefined) => void;
  readonly onClose: () => void;
}

/** A run laid over the flow that is being edited, while it moves. Loaded when there is one. */
export function RunLayer({ run, onOverlay, onClose }: RunLayerProps) {
  const { view } = useRun(run);
  // Another run is another picture: nothing of the last one may be left on a card.
  const live = useMemo(() => liveOf(run), [run]);
  const tried = view?.run.pinned ?? false;
  const overlay = useMemo((): Overlay => ({ kind: "run", live, tried }), [live, tried]);
  useEffect(() => live.set(liveRows(view?.steps ?? [])), [live, view]);
  useEffect(() => {
    onOverlay(overlay);
    return () => onOverlay(undefined);
  }, [onOverlay, overlay]);
  return view && <RunStrip view={view} onClose={onClose} />;
}

const liveOf = (_run: string) => createLiveRun();

/** How the run does, and the way to all there is to know about it. */
function RunStrip({ view, onClose }: { readonly view: RunView; readonly onClose: () => void }) {
  const { run, steps } = view;
  const done = steps.filter((step) => step.finishedAt !== null).length;
  return (
    <div className={styles.strip}>
      <StateBadge state={run.state} />
      <span className={styles.stripWords}>
        {run.pinned ? "Try" : "Run"} {run.id}, {done} of {steps.length} steps
      </span>
      <Link to="/runs/$id" params={{ id: run.id }} className={styles.link}>
        Open the run
        <ArrowRight aria-hidden="true" />
      </Link>
      <IconButton label="Back to editing" icon={<X />} size="small" onClick={onClose} />
    </div>
  );
}
