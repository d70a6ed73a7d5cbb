/** What the editor adds to the one list of commands, and which of the canvas's commands change more than the screen. */
import type { Command } from "../../app/commands/registry.ts";
import type { CanvasCommand } from "../../canvas/state/command.ts";
import type { Values } from "../../data/call-forms.ts";
import type { Call } from "../../data/rights.ts";

export interface EditorCommandsOptions {
  readonly slug: string;
  /** As the editor listens to them. What they change is the draft on the screen; one who may not save it cannot edit it. */
  readonly canvas: readonly CanvasCommand[];
  readonly revision: () => number;
  readonly published: () => boolean;
  readonly showsSource: boolean;
  readonly showsProblems: boolean;
  /** The step a run would end with. */
  readonly step: () => string | undefined;
  readonly inInspector: () => boolean;
  readonly onCanvas: () => boolean;
  readonly onSource: () => void;
  readonly onProblems: () => void;
  /** The run that is looked at, if it failed and what is published could mend it. */
  readonly failed: () => string | undefined;
  readonly onFork: (run: string) => void;
  readonly onDiscard: () => void;
  readonly onLeave: () => void;
}

export function editorCommands(options: EditorCommandsOptions): readonly Command[] {
  const { slug, revision, showsSource, showsProblems } = options;
  const draft = () => ({ slug, expected_revision: revision() });
  const acts: Readonly<Record<string, { readonly call: Call; readonly values: () => Values }>> = {
    "canvas.save": { call: "publish_draft", values: draft },
    "canvas.run": { call: "start_run", values: () => ({ flow: slug }) },
    "canvas.runTo": { call: "try_step", values: () => ({ flow: slug, step: options.step() ?? "" }) },
  };
  return [
    {
      kind: "view",
      id: "editor.leave-inspector",
      title: "Back to the canvas",
      group: "Editor",
      keys: ["Escape"],
      unlisted: true,
      when: options.inInspector,
      run: options.onLeave,
    },
    {
      kind: "view",
      id: "editor.source",
      title: showsSource ? "Show the inspector" : "Show the source",
      group: "Editor",
      keys: ["s"],
      words: "yaml json text code",
      keysWhen: options.onCanvas,
      run: options.onSource,
    },
    {
      kind: "view",
      id: "editor.problems",
      title: showsProblems ? "Hide the problems" : "Show the problems",
      group: "Editor",
      keys: ["Shift+P"],
      keysWhen: options.onCanvas,
      run: options.onProblems,
    },
    {
      kind: "act",
      call: "discard_draft",
      values: draft,
      id: "editor.discard",
      title: "Discard the draft",
      group: "Editor",
      when: () => revision() > 0 && options.published(),
      run: options.onDiscard,
    },
    {
      kind: "act",
      call: "fork_run",
      values: () => ({ run_id: BigInt(options.failed() ?? 0) }),
      id: "editor.fork",
      title: "Re-drive the run on the current version",
      group: "Editor",
      when: () => options.failed() !== undefined,
      run: () => options.onFork(options.failed() ?? ""),
    },
    ...options.canvas.map((command): Command => {
      const act = acts[command.id];
      return act ? { kind: "act", ...act, ...command } : { kind: "view", ...command };
    }),
  ];
}
