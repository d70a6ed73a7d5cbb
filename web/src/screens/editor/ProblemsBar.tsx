import { ChevronUp, CircleCheck, TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import { codes } from "#language/flow/codes.ts";
import { countInWords, errorsIn, messageOf, type Problem } from "#language/flow/problem.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { selected } from "../../canvas/state/selection.ts";
import { cx } from "../../ui/cx.ts";
import { type Draft, type Texts, textsIn } from "./draft.ts";
import styles from "./Problems.module.css";

/** What deploy would refuse: found here at once, and by the server with each save. */
export function useProblems(editor: Editor, draft: Draft): readonly Problem[] {
  const here = useStore(editor.store, (state) => state.problems);
  const saved = useStore(draft.store, ({ save }) => save === "saved");
  const there = useStore(draft.store, (state) => state.problems);
  const unfinished = useUnfinishedTexts(editor, draft);
  return useMemo(() => {
    const all = [...Object.keys(unfinished).map(unfinishedAt), ...here];
    // What the server said of an older text is no longer news.
    if (!saved) return all;
    const known = new Set(all.map(({ path, code }) => `${path} ${code}`));
    return [...all, ...there.filter(({ path, code }) => !known.has(`${path} ${code}`))];
  }, [here, there, saved, unfinished]);
}

/** What is typed and no value yet, in what is there. */
export function useUnfinishedTexts(editor: Editor, draft: Draft): Texts {
  const flow = useStore(editor.store, (state) => state.flow);
  const unfinished = useStore(draft.store, (state) => state.unfinished);
  return useMemo(() => textsIn(flow, unfinished), [flow, unfinished]);
}

/** `body of step ask`, for `steps.ask.config.body`. */
export function placeInWords(path: string): string {
  const [, step, field] = /^steps\.(\w+)\.(?:config\.)?(.+)$/.exec(path) ?? [];
  return step === undefined ? `the ${path} of the flow` : `${field} of step ${step}`;
}

function unfinishedAt(path: string): Problem {
  const step = /^steps\.(\w+)\./.exec(path)?.[1];
  return {
    path,
    code: codes.unfinished,
    message: `Unfinished text in ${placeInWords(path)}`,
    hint: "It is kept with the draft and is no value yet: finish or empty it.",
    severity: "error",
    ...(step === undefined ? {} : { step }),
  };
}

export interface ProblemsBarProps {
  readonly editor: Editor;
  readonly draft: Draft;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** To a step; without one, to the source. */
  readonly onGo: (step: string | undefined) => void;
}

export function ProblemsBar({ editor, draft, open, onOpen, onGo }: ProblemsBarProps) {
  const problems = useProblems(editor, draft);
  const steps = useStore(editor.store, (state) => Object.keys(state.flow.steps).length);
  const clean = errorsIn(problems).length === 0;
  return (
    <section className={`stack fixed ${styles.bar}`} aria-label="Problems">
      <button
        type="button"
        className={cx(styles.toggle, !clean && styles.wrong)}
        aria-expanded={open}
        onClick={() => onOpen(!open)}
      >
        {clean ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
        {[clean && "No problems", countInWords(problems)].filter(Boolean).join(", ")}
        <span className={`grow tertiary ${styles.count}`}>
          {steps} {steps === 1 ? "step" : "steps"}
        </span>
        <ChevronUp className={styles.chevron} aria-hidden="true" />
      </button>
      {open && (
        <div className={styles.body}>
          {clean && <p className={`small secondary ${styles.none}`}>This flow can be published.</p>}
          {problems.length > 0 && <ProblemList problems={problems} editor={editor} onGo={onGo} />}
        </div>
      )}
    </section>
  );
}

export interface ProblemListProps {
  readonly problems: readonly Problem[];
  readonly editor: Editor;
  /** To a step; without one, to the source. */
  readonly onGo: (step: string | undefined) => void;
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
            onClick={() =>
              problem.step === undefined && problem.path !== "source"
                ? editor.select(selected({}))
                : onGo(problem.step)
            }
          >
            <span className={`cut mono ${styles.where}`}>{placeOf(problem)}</span>
            <span className={styles.what}>
              {messageOf(problem)}
              {problem.hint && <span className={styles.hint}>{problem.hint}</span>}
            </span>
            <code className="micro tertiary">{problem.code}</code>
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
