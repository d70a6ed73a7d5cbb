import { useEffect, useId, useRef, useState } from "react";
import { stepsRead } from "#language/flow/references.ts";
import { sourcesOf } from "#language/flow/topology.ts";
import { rename, renameRefusal } from "../edit/commands/rename.ts";
import { useCanvas, useEditor } from "./context.ts";
import styles from "./Prompts.module.css";

/** Asks for a key, refuses while it is typed what deploy would refuse, and says what else will be rewritten. */
export function RenamePrompt({ step, onDone }: { readonly step: string; readonly onDone: () => void }) {
  const { editor } = useCanvas();
  const flow = useEditor((state) => state.flow);
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(step);
  const id = useId();
  const refused = renameRefusal(flow, step, name);
  const readers = Object.entries(flow.steps).filter(([key, other]) =>
    stepsRead(other, sourcesOf(flow, key)).has(step),
  ).length;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={id} onClose={onDone}>
      <form
        className="stack gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (refused !== undefined) return;
          if (name !== step) editor.apply(rename(flow, step, name));
          dialog.current?.close();
        }}
      >
        <label id={id} className="medium" htmlFor={`${id}-input`}>
          Rename {step}
        </label>
        <input
          id={`${id}-input`}
          className={styles.input}
          value={name}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={refused !== undefined}
          aria-describedby={`${id}-note`}
          ref={(input) => {
            if (input && document.activeElement !== input && name === step) input.select();
          }}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.stopPropagation()}
        />
        <p id={`${id}-note`} className={refused === undefined ? styles.note : styles.error} role="status">
          {refused ?? note(readers)}
        </p>
      </form>
    </dialog>
  );
}

function note(readers: number): string {
  if (readers === 0) return "Edges follow. No expression reads this step.";
  return `Edges follow, and so do expressions in ${readers} ${readers === 1 ? "step" : "steps"}.`;
}
