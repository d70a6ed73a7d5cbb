import { preferences } from "../../ui/preferences.ts";
import { beginsChord, commandFor } from "./registry.ts";
import { ChordMatcher, isPlain, strokeOf } from "./strokes.ts";

/** Keys to commands, for the whole page, until the signal ends it. */
export function listenForKeys(signal: AbortSignal): void {
  const matcher = new ChordMatcher();
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || event.isComposing || event.key === "Dead") return;
      const stroke = strokeOf(event);
      const target = event.composedPath()[0];
      if (isPlain(stroke) && (!preferences().letterKeys || isTyping(target))) return;
      if (!stroke.startsWith("Mod+") && isInOverlay(target)) return;
      const isPrefix = (one: string) => isPlain(one) && beginsChord(one);
      for (const keys of matcher.press(stroke, event.timeStamp, isPrefix)) {
        const command = commandFor(keys);
        if (!command) continue;
        event.preventDefault();
        command.run();
        return;
      }
    },
    { signal },
  );
}

/** Also what is in the editor's shadow root, where the path leads and `event.target` does not. */
function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches("input, textarea, select, [role=textbox], [role=combobox]")
  );
}

/** Dialogs and menus have their own keys, and what lies below them must not act. */
function isInOverlay(target: EventTarget | undefined): boolean {
  return (
    target instanceof Element && target.closest("[role=dialog], [role=alertdialog], [role=menu]") !== null
  );
}
