import type { CanvasCommand } from "./command.ts";

interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The command of a key stroke, if it is offered now. For where the app's own registry does not listen. */
export function commandFor(
  commands: readonly CanvasCommand[],
  event: Stroke,
  mac: boolean,
): CanvasCommand | undefined {
  return commands.find(
    (command) => !command.native && command.keys.some((keys) => matches(keys, event, mac)) && command.when(),
  );
}

/** Does the stroke fit `Mod+Shift+Z`? Plain keys ignore Shift when the character itself already says it: `+`, `?`. */
export function matches(keys: string, event: Stroke, mac: boolean): boolean {
  const parts = keys.split(/\+(?=.)/);
  const key = parts.at(-1) ?? "";
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const mod = mac ? event.metaKey : event.ctrlKey;
  const otherMod = mac ? event.ctrlKey : event.metaKey;
  const symbol = key.length === 1 && !/[a-z0-9]/i.test(key);
  return (
    mod === wants("Mod") &&
    otherMod === wants("Control") &&
    event.altKey === wants("Alt") &&
    (symbol || event.shiftKey === wants("Shift")) &&
    event.key.toLowerCase() === key.toLowerCase()
  );
}
