import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { codes } from "#language/flow/codes.ts";
import type { Json } from "#language/flow/document.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { cx } from "../../../ui/cx.ts";
import styles from "./ExpressionPreview.module.css";
import { expressions } from "./expressions.ts";
import { sampleScope, stepsToSample } from "./sample-scope.ts";
import { useSamples } from "./useSamples.ts";
import { useVars } from "./useVars.ts";

/** As long as a person pauses between two keys. */
const pause = 200;

export interface ExpressionPreviewProps {
  readonly editor: Editor;
  readonly step: string;
  readonly value: Json;
  /** Where the line does not stand below its field. */
  readonly label?: string;
  readonly secrets: readonly string[];
}

/** What a value with expressions gives on the data of the run that is looked at. */
export function ExpressionPreview({ editor, step, value: typed, label, secrets }: ExpressionPreviewProps) {
  const value = useSettled(typed, pause);
  const flow = useStore(editor.store, (state) => state.flow);
  const wanted = stepsToSample(flow, step, value).join(" ");
  const keys = useMemo(() => wanted.split(" ").filter((key) => key !== ""), [wanted]);
  const samples = useSamples(flow, step, keys);
  const { run, outputs, missing } = samples;
  const vars = useVars();
  const scope = useMemo(
    () => run && sampleScope(flow, step, run, outputs, secrets, vars),
    [flow, step, run, outputs, secrets, vars],
  );
  const { data: evaluation } = useQuery({
    queryKey: ["editor value", value, scope],
    queryFn: async ({ signal }) => expressions.evaluate(value, scope ?? {}, signal),
    enabled: samples.ready && scope !== undefined && scope !== null,
    staleTime: Infinity,
    gcTime: 5_000,
    retry: false,
    // The last value stays until there is a newer one, so that the line does not flicker at each key.
    placeholderData: (before) => before,
  });
  if (run === null)
    return <p className={styles.line}>Run the flow once to see what {label ?? "this"} gives.</p>;
  if (!run || !evaluation) return null;
  if ("problem" in evaluation) {
    const { code, message, hint } = evaluation.problem;
    // What is wrong with the text itself is said as a problem of the field.
    if (code === codes.badExpression) return null;
    return (
      <p className={cx(styles.line, styles.bad)} role="status">
        {label !== undefined && `${label}: `}
        {message.charAt(0).toUpperCase() + message.slice(1)}.
        {hint !== undefined && <span className={styles.note}> {hint}</span>}
      </p>
    );
  }
  const given = evaluation.cut ? `${evaluation.json}…` : evaluation.json;
  return (
    <div className={styles.line} role="status">
      <span className="fixed">{label === undefined ? `Run ${run.id}` : `${label} in run ${run.id}`}</span>
      <code className={`cut grow secondary ${styles.value}`} title={given}>
        {given}
      </code>
      {missing.length > 0 && <p className={styles.note}>In this run {missing.join(", ")} gave nothing.</p>}
      {samples.cut && (
        <p className={styles.note}>Tried on shortened data: the whole is too large for a page.</p>
      )}
    </div>
  );
}

function useSettled(value: Json, milliseconds: number): Json {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(setSettled, milliseconds, value);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
