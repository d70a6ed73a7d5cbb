import { X } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { useStore } from "zustand";
import type { Editor } from "../../../canvas/state/editor.ts";
import { IconButton } from "../../../ui/controls/IconButton.tsx";
import { Segmented } from "../../../ui/controls/Segmented.tsx";
import { UnfinishedProvider } from "../../../ui/form/unfinished.tsx";
import type { Draft } from "../draft.ts";
import { useProblems } from "../ProblemsBar.tsx";
import styles from "./Inspector.module.css";

/** Apart from the canvas, which is there first: forms, and the reader of YAML. */
const FlowPanel = lazy(async () => ({ default: (await import("./FlowPanel.tsx")).FlowPanel }));
const SourcePane = lazy(async () => ({ default: (await import("./SourcePane.tsx")).SourcePane }));
const StepPanel = lazy(async () => ({ default: (await import("./StepPanel.tsx")).StepPanel }));

export interface InspectorProps {
  readonly editor: Editor;
  readonly draft: Draft;
  readonly step: string | undefined;
  readonly secrets: readonly string[];
  readonly source: boolean;
  readonly onSource: (source: boolean) => void;
  readonly onClose?: () => void;
}

/** What is selected, as a form; or the whole flow, as text. Nothing selected is the flow itself. */
export function Inspector({ editor, draft, step, secrets, source, onSource, onClose }: InspectorProps) {
  const many = useStore(editor.store, ({ selection }) => selection.steps.size);
  const problems = useProblems(editor, draft);
  const { unfinished } = useStore(draft.store);
  const texts = useMemo(
    () => ({ at: (path: string) => unfinished[path], keep: draft.keep }),
    [draft, unfinished],
  );
  return (
    <div className={styles.inspector}>
      <div className={styles.bar}>
        <Segmented
          label="Beside the canvas"
          value={source ? "source" : "inspect"}
          choices={[
            { value: "inspect", label: step === undefined ? "Flow" : "Step" },
            { value: "source", label: "Source" },
          ]}
          onValueChange={(next) => onSource(next === "source")}
        />
        {onClose && <IconButton label="Close" icon={<X />} size="small" onClick={onClose} />}
      </div>
      <UnfinishedProvider value={texts}>
        <Suspense>
          {source ? (
            <SourcePane editor={editor} draft={draft} />
          ) : step !== undefined ? (
            <StepPanel key={step} editor={editor} step={step} secrets={secrets} problems={problems} />
          ) : many > 1 ? (
            <p className={styles.hint}>{many} steps are selected. Choose one to see what is in it.</p>
          ) : (
            <FlowPanel editor={editor} />
          )}
        </Suspense>
      </UnfinishedProvider>
    </div>
  );
}
