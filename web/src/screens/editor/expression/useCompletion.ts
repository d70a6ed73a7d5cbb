import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import { type Completion, completeTemplate } from "../../../canvas/model/completion.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { stepsToSample } from "./sample-scope.ts";
import { useSamples } from "./useSamples.ts";
import { useVars } from "./useVars.ts";

export interface Writing {
  readonly editor: Editor;
  readonly step: string;
  readonly secrets: readonly string[];
  /** What is being written; undefined while nobody writes, and then nothing is asked of the server. */
  readonly text: string | undefined;
}

/** What can stand at a place of a text, by the flow and by what the run that is looked at gave. Another function once more is known. */
export function useCompletion({ editor, step, secrets, text }: Writing) {
  const flow = useStore(editor.store, (state) => state.flow);
  const wanted = text?.includes("{{") ?? false;
  const named = wanted ? stepsToSample(flow, step, text ?? "").join(" ") : "";
  const keys = useMemo(() => named.split(" ").filter((key) => key !== ""), [named]);
  const { run, outputs } = useSamples(flow, step, keys, wanted);
  const runInput = run?.input;
  const vars = useVars(wanted);
  return useCallback(
    (written: string, at: number): Completion | undefined =>
      completeTemplate(written, at, {
        flow,
        step,
        catalogue: editor.catalogue,
        outputs,
        secrets,
        vars,
        ...(runInput === undefined ? {} : { runInput }),
      }),
    [flow, step, editor, outputs, secrets, vars, runInput],
  );
}
