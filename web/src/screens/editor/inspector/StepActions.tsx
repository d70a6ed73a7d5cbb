import { getRouteApi } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useStore } from "zustand";
import { runCommand } from "../../../app/commands/registry.ts";
import { useRefusal } from "../../../app/useWho.ts";
import type { Problem } from "../../../canvas/model/problem.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { callForms } from "../../../data/call-forms.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { readPayload } from "../../run/payload.ts";
import type { Draft } from "../draft.ts";
import { useSampleRun } from "../expression/useSamples.ts";
import styles from "./Inspector.module.css";
import { tryRefusal } from "./try-refusal.ts";

const route = getRouteApi("/flows/$slug/edit");

export interface StepActionsProps {
  readonly editor: Editor;
  readonly draft: Draft;
  readonly step: string;
  readonly problems: readonly Problem[];
}

/** What can be done with a step as it stands, before anything in it is changed. */
export function StepActions({ editor, draft, step, problems }: StepActionsProps) {
  const { slug } = route.useParams();
  const flow = useStore(editor.store, (state) => state.flow);
  const save = useStore(draft.store, (state) => state.save);
  const mayNot = useRefusal("try_step");
  const { data: run } = useSampleRun();
  const preview = readPayload(run?.inputPreview);
  const input = preview && !preview.cut ? preview.value : {};
  return (
    <div className={styles.actions} role="group" aria-label="Actions">
      <Button
        size="small"
        icon={<Play />}
        keys="Shift+Enter"
        blocked={mayNot ?? tryRefusal(flow, step, problems, save)}
        onClick={() => runCommand("canvas.runTo")}
      >
        Run to here
      </Button>
      <CopyAs size="small" {...callForms("try_step", { flow: slug, step, input: { json: input } })} />
    </div>
  );
}
