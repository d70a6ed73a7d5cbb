import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { lazy, Suspense, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { stepOf } from "#language/flow/document.ts";
import { EditorSecretsDocument } from "../../../../generated/graphql.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { readPages } from "../../../data/pages.ts";
import { request } from "../../../data/request.ts";
import { IconButton } from "../../../ui/controls/IconButton.tsx";
import { Segmented } from "../../../ui/controls/Segmented.tsx";
import { keepFocus } from "../../../ui/form/keep-focus.ts";
import { UnfinishedProvider } from "../../../ui/form/unfinished.tsx";
import type { Draft } from "../draft.ts";
import { useProblems } from "../ProblemsBar.tsx";
import styles from "./Inspector.module.css";

const none: readonly string[] = [];

/** Apart from the canvas, which is there first: forms, and the reader of YAML. */
const FlowPanel = lazy(async () => ({ default: (await import("./FlowPanel.tsx")).FlowPanel }));
const SourcePane = lazy(async () => ({ default: (await import("./SourcePane.tsx")).SourcePane }));
const StepPanel = lazy(async () => ({ default: (await import("./StepPanel.tsx")).StepPanel }));

export interface InspectorProps {
  readonly editor: Editor;
  readonly draft: Draft;
  readonly step: string | undefined;
  readonly source: boolean;
  readonly onSource: (source: boolean) => void;
  readonly onClose?: () => void;
}

/** What is selected, as a form; or the whole flow, as text. Nothing selected is the flow itself. */
export function Inspector({ editor, draft, step, source, onSource, onClose }: InspectorProps) {
  const many = useStore(editor.store, ({ selection }) => selection.steps.size);
  const identity = useIdentity(editor, step);
  const problems = useProblems(editor, draft);
  const { data: secrets = none } = useQuery({
    queryKey: ["editor secrets"],
    queryFn: async ({ signal }) => {
      const read = async (after: string | null) =>
        (await request(EditorSecretsDocument, { after }, signal)).secrets;
      const found = await readPages(read).catch(() => null);
      return found?.rows.map((secret) => secret.name) ?? none;
    },
  });
  const unfinished = useStore(draft.store, (state) => state.unfinished);
  const texts = useMemo(
    () => ({ at: (path: string) => unfinished[path], keep: draft.keep }),
    [draft, unfinished],
  );
  return (
    <div ref={keepFocus} className="stack grow shrinks-y">
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
            <StepPanel key={identity} editor={editor} step={step} secrets={secrets} problems={problems} />
          ) : many > 1 ? (
            <p className="secondary pad-4">{many} steps are selected. Choose one to see what is in it.</p>
          ) : (
            <FlowPanel editor={editor} />
          )}
        </Suspense>
      </UnfinishedProvider>
    </div>
  );
}

/** A step that was renamed, or whose name was taken back, is the one it was: the focus stays where it is. */
function useIdentity(editor: Editor, step: string | undefined): number {
  const { flow } = editor.store.getState();
  const shown = useRef({ step, flow, identity: 0 });
  const { current: before } = shown;
  if (step === before.step) return before.identity;
  const gone = before.step !== undefined && !stepOf(flow, before.step);
  const isRenamed = gone && step !== undefined && !stepOf(before.flow, step);
  shown.current = { step, flow, identity: before.identity + (isRenamed ? 0 : 1) };
  return shown.current.identity;
}
