/** One list of what can be done here and now. Palette, menus, help sheet, keys and tests all read it. */
import type { ReactNode } from "react";

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly run: () => void;
  /** As in keys.ts. The first is shown. */
  readonly keys?: readonly string[];
  /** Absent means always. */
  readonly when?: () => boolean;
  readonly icon?: ReactNode;
  /** Other words under which people look for it. */
  readonly words?: string;
  /** Moving in a list is for keys and the help sheet, not for the palette. */
  readonly unlisted?: boolean;
}

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

export const isAvailable = (command: Command) => command.when?.() ?? true;

export function commandFor(keys: string): Command | undefined {
  return flat.find((command) => command.keys?.includes(keys) && isAvailable(command));
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
