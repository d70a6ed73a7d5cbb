import { ChevronUp, CircleCheck, TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Problem } from "../../canvas/model/problem.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { selected } from "../../canvas/state/selection.ts";
import { cx } from "../../ui/cx.ts";
import type { Draft } from "./draft.ts";
import styles from "./Problems.module.css";

/** What deploy would refuse: found here at once, and by the server with each save. */
export function useProblems(editor: Editor, draft: Draft): readonly Problem[] {
  const here = useStore(editor.store, (state) => state.problems);
  const { save, problems: there } = useStore(draft.store);
  return useMemo(() => {
    // What the server said of an older text is no longer news.
    if (save !== "saved") return here;
    const known = new Set(here.map(({ path, code }) => `${path} ${code}`));
    return [...here, ...there.filter(({ path, code }) => !known.has(`${path} ${code}`))];
  }, [here, there, save]);
}

export interface ProblemsBarProps {
  readonly editor: Editor;
  readonly draft: Draft;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onGo: (step: string) => void;
}

export function ProblemsBar({ editor, draft, open, onOpen, onGo }: ProblemsBarProps) {
  const problems = useProblems(editor, draft);
  const steps = useStore(editor.store, (state) => Object.keys(state.flow.steps).length);
  const clean = problems.length === 0;
  return (
    <section className={styles.bar} aria-label="Problems">
      <button
        type="button"
        className={cx(styles.toggle, !clean && styles.wrong)}
        aria-expanded={open}
        onClick={() => onOpen(!open)}
      >
        {clean ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
        {clean ? "No problems" : `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`}
        <span className={styles.count}>
          {steps} {steps === 1 ? "step" : "steps"}
        </span>
        <ChevronUp className={styles.chevron} aria-hidden="true" />
      </button>
      {open && (
        <div className={styles.body}>
          {clean ? (
            <p className={styles.none}>This flow can be published.</p>
          ) : (
            <ProblemList problems={problems} editor={editor} onGo={onGo} />
          )}
        </div>
      )}
    </section>
  );
}

export interface ProblemListProps {
  readonly problems: readonly Problem[];
  readonly editor: Editor;
  readonly onGo: (step: string) => void;
}

/** Each with its place, in words, and what to do; a press leads there. */
export function ProblemList({ problems, editor, onGo }: ProblemListProps) {
  return (
    <ul className={styles.list}>
      {problems.map((problem) => (
        <li key={`${problem.path} ${problem.code} ${problem.message}`}>
          <button
            type="button"
            className={styles.problem}
            onClick={() => (problem.step === undefined ? editor.select(selected({})) : onGo(problem.step))}
          >
            <span className={styles.where}>{placeOf(problem)}</span>
            <span className={styles.what}>
              {problem.message}
              {problem.hint && <span className={styles.hint}>{problem.hint}</span>}
            </span>
            <code className={styles.code}>{problem.code}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** `steps.shape.config.value` as `shape › config.value`. */
function placeOf({ path, step }: Problem): string {
  if (step === undefined) return path === "" ? "flow" : path;
  const rest = path.slice(`steps.${step}`.length).replace(/^\./, "");
  return rest === "" ? step : `${step} › ${rest}`;
}
