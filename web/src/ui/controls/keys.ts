/**
 * Keys as written once and shown everywhere: `Mod+K`, `Shift+Enter`, `g f` (one after the other).
 * `Mod` is Command on a Mac and Control elsewhere.
 */
export type Platform = "mac" | "other";

export const platform: Platform =
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent) ? "mac" : "other";

const symbols: Readonly<Record<Platform, Readonly<Record<string, string>>>> = {
  mac: { Mod: "⌘", Shift: "⇧", Alt: "⌥", Control: "⌃", Enter: "↵", Backspace: "⌫", Escape: "esc" },
  other: { Mod: "Ctrl", Control: "Ctrl", Escape: "Esc", Enter: "↵" },
};
const arrows: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Space: "space",
};

/** `Mod+Shift+Z` → [["Ctrl", "Shift", "Z"]]; `g f` → [["G"], ["F"]]. */
export function keycaps(keys: string, on: Platform = platform): readonly (readonly string[])[] {
  return keys
    .split(" ")
    .map((stroke) =>
      stroke
        .split(/\+(?=.)/)
        .map((key) => symbols[on][key] ?? arrows[key] ?? (key.length === 1 ? key.toUpperCase() : key)),
    );
}

/** For screen readers, in the form of aria-keyshortcuts. Sequences have no form there, so they are left out. */
export function ariaKeys(keys: string, on: Platform = platform): string | undefined {
  return keys.includes(" ") ? undefined : keys.replace("Mod", on === "mac" ? "Meta" : "Control");
}
