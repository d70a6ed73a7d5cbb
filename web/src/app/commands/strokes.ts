/**
 * Keys as events, and keys as written (`Mod+K`, `Shift+T`, `g f`): one spelling, so that the palette, the menus, the help
 * sheet and the listener cannot disagree.
 */
import { type Platform, platform } from "../../ui/controls/keys.ts";

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export function strokeOf(press: KeyPress, on: Platform = platform): string {
  const mod = on === "mac" ? press.metaKey : press.ctrlKey;
  const control = on === "mac" && press.ctrlKey;
  const named = press.key === " " ? "Space" : press.key;
  const letter = /^\p{L}$/u.test(named);
  // Shift is part of a letter's or a named key's stroke; `?` already is what Shift made of another key.
  const shift = press.shiftKey && (letter || named.length > 1);
  const key = letter ? (mod || control || press.altKey || shift ? named.toUpperCase() : named) : named;
  return [mod && "Mod", control && "Control", press.altKey && "Alt", shift && "Shift", key]
    .filter(Boolean)
    .join("+");
}

/** A key that would type something: not for a person who is typing, and can be turned off (WCAG 2.1.4). */
export function isPlain(stroke: string): boolean {
  return !/^(Mod|Control|Alt)\+/.test(stroke) && stroke.replace("Shift+", "").length === 1;
}

/** A key that a text, or whatever else has the focus, uses itself: it types, moves or destroys there. */
export function isBare(stroke: string): boolean {
  return (
    isPlain(stroke) || /^(Shift\+)?(Space|Enter|Backspace|Delete|Home|End|Page\w+|Arrow\w+)$/.test(stroke)
  );
}

const CHORD = 1_000;

/** Follows what is pressed, so that `g` and then `f` is one thing. */
export class ChordMatcher {
  #begun: { readonly stroke: string; readonly at: number } | undefined;

  /** The keys to look up, most specific first. `isPrefix` says whether a stroke begins a chord. */
  press(stroke: string, at: number, isPrefix: (stroke: string) => boolean): readonly string[] {
    const begun = this.#begun && at - this.#begun.at < CHORD ? this.#begun.stroke : undefined;
    this.#begun = begun === undefined && isPrefix(stroke) ? { stroke, at } : undefined;
    return begun === undefined ? [stroke] : [`${begun} ${stroke}`, stroke];
  }
}
