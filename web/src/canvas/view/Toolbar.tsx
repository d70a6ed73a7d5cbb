import {
  Focus,
  ListTree,
  Map as MapIcon,
  Minus,
  Plus,
  Redo2,
  StickyNote,
  Undo2,
  WandSparkles,
} from "lucide-react";
import type { ReactNode } from "react";
import { KeyHint } from "../../ui/controls/KeyHint.tsx";
import { ariaKeys } from "../../ui/controls/keys.ts";
import type { CanvasCommand } from "../state/command.ts";
import { editRefusal } from "../state/may-edit.ts";
import { useEditor } from "./context.ts";
import styles from "./Toolbar.module.css";

const editing: readonly (readonly [id: string, icon: ReactNode])[] = [
  ["canvas.add", <Plus key="add" />],
  ["canvas.note", <StickyNote key="note" />],
  ["canvas.undo", <Undo2 key="undo" />],
  ["canvas.redo", <Redo2 key="redo" />],
  ["canvas.tidy", <WandSparkles key="tidy" />],
];
const viewing: readonly (readonly [id: string, icon: ReactNode])[] = [
  ["canvas.zoomOut", <Minus key="out" />],
  ["canvas.zoomIn", <Plus key="in" />],
  ["canvas.fit", <Focus key="fit" />],
  ["canvas.minimap", <MapIcon key="map" />],
  ["canvas.outline", <ListTree key="outline" />],
];

/**
 * For the mouse. Not tab stops: each is a command with a key, and the canvas is one stop. The buttons look the
 * commands up in the same list that the palette shows.
 */
export function Toolbar({ commands }: { readonly commands: readonly CanvasCommand[] }) {
  const readOnly = useEditor(editRefusal) !== undefined;
  return (
    <div className={styles.bar}>
      {!readOnly && <Buttons entries={editing} commands={commands} />}
      <Buttons entries={viewing} commands={commands} />
    </div>
  );
}

function Buttons(props: { readonly entries: typeof editing; readonly commands: readonly CanvasCommand[] }) {
  return (
    <div className={styles.group}>
      {props.entries.map(([id, icon]) => {
        const command = props.commands.find((candidate) => candidate.id === id);
        return command && <Button key={id} command={command} icon={icon} />;
      })}
    </div>
  );
}

function Button({ command, icon }: { readonly command: CanvasCommand; readonly icon: ReactNode }) {
  const past = useEditor((state) => state.history.past.length);
  const future = useEditor((state) => state.history.future.length);
  const idle = (command.id === "canvas.undo" && past === 0) || (command.id === "canvas.redo" && future === 0);
  const [key] = command.keys;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.button}
      disabled={idle}
      aria-label={command.title}
      aria-keyshortcuts={key === undefined ? undefined : ariaKeys(key)}
      onClick={command.run}
    >
      {icon}
      <span className={styles.tip}>
        {command.title}
        {key !== undefined && <KeyHint keys={key} quiet />}
      </span>
    </button>
  );
}
