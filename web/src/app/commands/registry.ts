/** One list of what can be done here and now. Palette, menus, help sheet, keys and tests all read it. */
import type { ReactNode } from "react";
import { type CopyForms, callForms, type Values } from "../../data/call-forms.ts";
import type { Call } from "../../data/rights.ts";
import { refusal } from "../../data/who.ts";

interface Described {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly run: () => void;
  /** As in keys.ts. The first is shown. */
  readonly keys?: readonly string[];
  /** Absent means always. */
  readonly when?: () => boolean;
  /** Where its keys belong to one place of the page; menus and the palette offer it everywhere. */
  readonly keysWhen?: () => boolean;
  readonly icon?: ReactNode;
  /** Other words under which people look for it. */
  readonly words?: string;
  /** What the palette says beside the title. */
  readonly detail?: string;
  /** Moving in a list is for keys and the help sheet, not for the palette. */
  readonly unlisted?: boolean;
}

/** Goes somewhere, or shows something in another way. */
export interface ViewCommand extends Described {
  readonly kind: "view";
}

/** Changes something, by one function of the database: who may is declared of that (`needs` in data/rights.ts). */
export type ActCommand = Described & {
  readonly kind: "act";
  readonly call: Call;
} & (
    | {
        /** What it would be called with now. */
        readonly values: () => Values;
      }
    | {
        /** Where it is not one call: for each of many. */
        readonly forms: () => CopyForms;
      }
  );

export type Command = ViewCommand | ActCommand;

const layers: (readonly Command[])[] = [];
const listeners = new Set<() => void>();
let flat: readonly Command[] = [];

/** Commands of a screen stand above those of the app: the last registered wins a key and an id. */
export function register(commands: readonly Command[]): () => void {
  layers.push(commands);
  changed();
  return () => {
    layers.splice(layers.indexOf(commands), 1);
    changed();
  };
}

export function commands(): readonly Command[] {
  return flat;
}

export function subscribeCommands(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** For who is signed in, and as things are now. */
export const isAvailable = (command: Command) =>
  (command.kind === "view" || refusal(command.call) === undefined) && (command.when?.() ?? true);

/** What an action would do now, as anyone may do it without us. */
export const formsOf = (command: ActCommand): CopyForms =>
  "forms" in command ? command.forms() : callForms(command.call, command.values());

export function commandFor(keys: string): Command | undefined {
  return flat.find(
    (command) => command.keys?.includes(keys) && (command.keysWhen?.() ?? true) && isAvailable(command),
  );
}

export function beginsChord(stroke: string): boolean {
  return flat.some((command) => command.keys?.some((keys) => keys.startsWith(`${stroke} `)));
}

export function runCommand(id: string): void {
  const command = flat.find((one) => one.id === id && isAvailable(one));
  command?.run();
}

function changed() {
  const seen = new Set<string>();
  flat = layers
    .toReversed()
    .flat()
    .filter((command) => !seen.has(command.id) && seen.add(command.id));
  for (const listener of listeners) listener();
}
