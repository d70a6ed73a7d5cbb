import { Plus } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { Button } from "../ui/controls/Button.tsx";
import { platform } from "../ui/controls/keys.ts";
import { isTyping } from "../ui/typing.ts";
import { Adapter, AdapterProvider } from "./adapter/adapter.tsx";
import { useCanvasView } from "./adapter/useCanvasView.ts";
import type { Point } from "./arrange/geometry.ts";
import styles from "./Canvas.module.css";
import { addStep } from "./edit/commands/add.ts";
import { remove } from "./edit/commands/remove.ts";
import type { CanvasCommand, CanvasHost, CommandContext } from "./state/command.ts";
import { copiedText, pasteText } from "./state/commands/add.ts";
import { canvasCommands } from "./state/commands.ts";
import { describeStep } from "./state/describe.ts";
import type { Editor } from "./state/editor.ts";
import { commandFor } from "./state/keys.ts";
import { CanvasContext, type Overlay, useCanvas, useEditor } from "./view/context.ts";
import { Toolbar } from "./view/Toolbar.tsx";

// Neither is on the first picture. Both are fetched once it stands, so that a key finds them there.
const loadOutline = async () => ({ default: (await import("./view/Outline.tsx")).Outline });
const loadPrompts = async () => ({ default: (await import("./view/Prompts.tsx")).Prompts });
const Outline = lazy(loadOutline);
const Prompts = lazy(loadPrompts);

export interface CanvasProps {
  readonly editor: Editor;
  readonly overlay?: Overlay;
  readonly host?: CanvasHost;
  /** What this canvas shows, for those who listen: `Flow order-intake`. */
  readonly label: string;
  /** Gives the commands to the app's registry; called with an empty list when the canvas goes. */
  readonly onCommands?: (commands: readonly CanvasCommand[]) => void;
  /** False where the app's registry listens to the keys itself. */
  readonly listen?: boolean;
}

const editing: Overlay = { kind: "edit" };
const alone: CanvasHost = {};

export function Canvas({ editor, overlay = editing, host = alone, ...rest }: CanvasProps) {
  const scope = useMemo(() => ({ editor, overlay }), [editor, overlay]);
  return (
    <CanvasContext value={scope}>
      <AdapterProvider>
        <Stage host={host} {...rest} />
      </AdapterProvider>
    </CanvasContext>
  );
}

type StageProps = Omit<CanvasProps, "editor" | "overlay"> & { readonly host: CanvasHost };

/** One tab stop. Inside it the cursor walks along the edges, and is told to screen readers as the active descendant. */
function Stage({ host, label, onCommands, listen = true }: StageProps) {
  const { editor } = useCanvas();
  const stage = useRef<HTMLDivElement>(null);
  const view = useCanvasView(stage);
  const context: CommandContext = useMemo(() => ({ editor, view, host }), [editor, view, host]);
  const commands = useMemo(() => canvasCommands(context), [context]);
  const outline = useEditor((state) => state.outline);

  useEffect(() => {
    onCommands?.(commands);
    return () => onCommands?.([]);
  }, [commands, onCommands]);

  // What was chosen elsewhere, in a list or by an address, is brought into view; a hand on the canvas is not disturbed.
  const cursor = useEditor((state) => state.cursor);
  useEffect(() => {
    if (cursor !== undefined && !stage.current?.contains(document.activeElement)) view.reveal(cursor);
  }, [cursor, view]);

  function press(event: KeyboardEvent): void {
    if (!listen || event.defaultPrevented || isTyping(event.target)) return;
    const command = commandFor(commands, event, platform === "mac");
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    command.run();
  }

  function copy(event: ClipboardEvent): void {
    const text = isTyping(event.target) ? undefined : copiedText(context);
    if (text === undefined) return;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    const { flow, selection } = editor.store.getState();
    if (event.type === "cut") editor.apply(remove(flow, { steps: [...selection.steps] }));
    else editor.announce("Copied.");
  }

  function paste(event: ClipboardEvent): void {
    if (isTyping(event.target)) return;
    event.preventDefault();
    pasteText(context, event.clipboardData.getData("text/plain"));
  }

  const addNode = (node: string, at: Point) => {
    const { flow, places } = editor.store.getState();
    editor.apply(addStep(flow, node, { at }, places, editor.catalogue));
  };

  return (
    <div
      ref={stage}
      className={`flex full full-height relative clip ${styles.stage}`}
      onCopy={copy}
      onCut={copy}
      onPaste={paste}
    >
      {outline && (
        <Suspense fallback={null}>
          <Outline commands={commands} host={host} onLeave={view.enter} />
        </Suspense>
      )}
      <div className="grow relative">
        <Adapter
          stage={{
            "aria-label": `${label}. Arrow keys go along the edges, v opens the outline, question mark lists the keys.`,
            onKeyDown: press,
          }}
          onOpen={host.inspect}
          onMenu={host.menu}
          onDropNode={addNode}
        />
        <Toolbar commands={commands} />
        <Beginning />
      </div>
      <Suspense fallback={null}>
        <Prompts onClose={view.focus} onReveal={view.reveal} />
      </Suspense>
      <Announcer />
    </div>
  );
}

/** Of a flow without steps: the one thing to do. */
function Beginning() {
  const { editor, overlay } = useCanvas();
  const empty = useEditor(({ flow, readOnly }) => !readOnly && Object.keys(flow.steps).length === 0);
  if (!empty || overlay.kind !== "edit") return null;
  return (
    <div className={styles.beginning}>
      <Button look="primary" keys="a" icon={<Plus />} onClick={() => editor.ask({ ask: "add" })}>
        Add the first step
      </Button>
      <p>What starts the flow: a webhook, a schedule, a hand.</p>
    </div>
  );
}

/** Says where the cursor is, and what a command did. */
function Announcer() {
  const { editor } = useCanvas();
  const announcement = useEditor((state) => state.announcement);
  const where = useEditor(({ cursor, flow, problemsOf }) =>
    cursor === undefined
      ? ""
      : describeStep(flow, cursor, editor.catalogue, { problems: problemsOf.get(cursor) ?? [] }),
  );
  return (
    <div className="visually-hidden">
      <p aria-live="polite">{announcement}</p>
      <p aria-live="polite">{where}</p>
    </div>
  );
}
