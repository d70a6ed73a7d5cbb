import { preferences } from "../../ui/preferences.ts";
import { isTyping } from "../../ui/typing.ts";
import { beginsChord, commandFor } from "./registry.ts";
import { ChordMatcher, isBare, isPlain, strokeOf } from "./strokes.ts";

/** Keys to commands, for the whole page, until the signal ends it. */
export function listenForKeys(signal: AbortSignal): void {
  const matcher = new ChordMatcher();
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || event.isComposing || event.key === "Dead") return;
      const stroke = strokeOf(event);
      const target = event.composedPath()[0];
      if (isPlain(stroke) && !preferences().letterKeys) return;
      if (isBare(stroke) && (isTyping(target) || isNowhere(target))) return;
      if (/(Enter|Space)$/.test(stroke) && isBare(stroke) && isControl(target)) return;
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

/** After what had the focus is gone it is nowhere, and the rest of a word would be read as commands. */
const isNowhere = (target: EventTarget | undefined) =>
  !(target instanceof Element) || target.matches("body, html");

/** Enter and Space are its own keys. */
const isControl = (target: EventTarget | undefined) =>
  target instanceof Element && target.closest("button, a[href], summary, label, [role=button]") !== null;

/** Dialogs and menus have their own keys, and what lies below them must not act. */
function isInOverlay(target: EventTarget | undefined): boolean {
  return (
    target instanceof Element && target.closest("[role=dialog], [role=alertdialog], [role=menu]") !== null
  );
}
