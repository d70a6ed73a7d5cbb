import { Link } from "@tanstack/react-router";
import { ArrowRight, X } from "lucide-react";
import { useEffect, useMemo } from "react";
import { runCommand } from "../../app/commands/registry.ts";
import { useRefusal } from "../../app/useWho.ts";
import { createLiveRun } from "../../canvas/state/live.ts";
import type { Overlay } from "../../canvas/view/context.ts";
import { callForms } from "../../data/call-forms.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { StateBadge } from "../../ui/feedback/StateBadge.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { liveRows } from "../run/live-rows.ts";
import { type RunView, useRun } from "../run/useRun.ts";
import styles from "./Editor.module.css";

export interface RunLayerProps {
  readonly slug: string;
  readonly run: string;
  readonly onOverlay: (overlay: Overlay | undefined) => void;
  /** The version that runs start with, when the editor shows just that. */
  readonly version: number | undefined;
  readonly onClose: () => void;
}

/** A run laid over the flow that is being edited, while it moves. Loaded when there is one. */
export function RunLayer({ slug, run, onOverlay, ...rest }: RunLayerProps) {
  const { view: found } = useRun(run);
  // The address may name any run, and steps of another flow may have the same keys.
  const view = found?.run.flow?.slug === slug ? found : undefined;
  // Another run is another picture: nothing of the last one may be left on a card.
  const live = useMemo(() => liveOf(run), [run]);
  const tried = view?.run.pinned ?? false;
  const overlay = useMemo((): Overlay => ({ kind: "run", live, tried }), [live, tried]);
  const here = view !== undefined;
  useEffect(() => live.set(liveRows(view?.steps ?? [])), [live, view]);
  useEffect(() => {
    onOverlay(here ? overlay : undefined);
    return () => onOverlay(undefined);
  }, [onOverlay, overlay, here]);
  return view && <RunStrip view={view} {...rest} />;
}

const liveOf = (_run: string) => createLiveRun();

/** How the run does, and the way to all there is to know about it. */
function RunStrip(props: { readonly view: RunView } & Pick<RunLayerProps, "version" | "onClose">) {
  const { version, onClose } = props;
  const { run, steps } = props.view;
  const mayNot = useRefusal("fork_run");
  const again = version !== undefined && run.state === "failed" && run.version !== null;
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
      {again && (
        <>
          <Button size="small" blocked={mayNot} onClick={() => runCommand("editor.fork")}>
            Re-drive on v{version}
          </Button>
          <CopyAs size="small" {...callForms("fork_run", { run_id: BigInt(run.id) })} />
        </>
      )}
      <IconButton label="Take the run off" icon={<X />} size="small" onClick={onClose} />
    </div>
  );
}
