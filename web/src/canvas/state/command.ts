import type { Point } from "../arrange/geometry.ts";
import type { Editor } from "./editor.ts";

export interface CanvasCommand {
  readonly id: string;
  readonly title: string;
  /** In the notation of the app: `Mod+Shift+Z`. The first is the one to show. */
  readonly keys: readonly string[];
  readonly when: () => boolean;
  readonly run: () => void;
  readonly native?: true;
  /** Where help sheets and palettes list it. */
  readonly group: "Canvas";
  /** For keys and the help sheet; in a palette it would be noise. */
  readonly unlisted?: true;
}

/** A command as the files beside this one write it down: all of them are the canvas's. */
export type CanvasAction = Omit<CanvasCommand, "group">;

/** What the screen around the canvas does. What it leaves out is not offered. */
export interface CanvasHost {
  readonly inspect?: (step: string) => void;
  /** Offers what can be done with the selected steps, at a place in the window. */
  readonly menu?: (step: string, at: { readonly x: number; readonly y: number }) => void;
  readonly save?: () => void;
  readonly runFlow?: () => void;
  readonly runTo?: (step: string) => void;
  /** Something worth a toast: a refused secret, a clipboard that could not be read. */
  readonly notify?: (message: string) => void;
  /** Pins what the steps gave when they last ran. The canvas knows of no runs. */
  readonly pin?: (steps: readonly string[]) => void;
}

/** What only the mounted canvas can do. */
export interface CanvasView {
  /** Is the focus on the canvas, or in the outline beside it? */
  readonly hasFocus: () => boolean;
  /** Is a text being written, which has an undo of its own? */
  readonly isTyping: () => boolean;
  /** Brings the focus to the canvas. */
  readonly enter: () => void;
  /** Brings the focus back to the canvas, unless the outline has it. */
  readonly focus: () => void;
  readonly fit: () => void;
  readonly fitSteps: (keys: readonly string[]) => void;
  readonly reveal: (what: string | Point) => void;
  readonly zoom: (by: 1 | -1) => void;
  readonly centre: () => Point;
}

export interface CommandContext {
  readonly editor: Editor;
  readonly view: CanvasView;
  readonly host: CanvasHost;
}
