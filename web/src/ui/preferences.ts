/**
 * What a reader has chosen about how things look and answer. Local to the browser: it is about the person, not
 * about the work, so it is not in the URL. One store, so that one switch changes every clock and every colour.
 */
import { useSyncExternalStore } from "react";

export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  readonly contrast: "system" | "normal" | "more";
  readonly zone: "local" | "utc";
  /** Single-letter keys can be turned off (WCAG 2.1.4): dictation software types letters. */
  readonly letterKeys: boolean;
  readonly sidebar: "open" | "closed";
}

const KEY = "reflux.preferences";
const defaults: Preferences = {
  theme: "system",
  contrast: "system",
  zone: "local",
  letterKeys: true,
  sidebar: "open",
};
const listeners = new Set<() => void>();
let current = load();

export function preferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Private windows may refuse storage; the choice then lasts as long as the page.
  }
  paint();
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

/** Follows the system's contrast setting and other tabs of this app, until the page goes. */
export function watchSystem(): void {
  matchMedia("(prefers-contrast: more)").addEventListener("change", paint);
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    current = load();
    paint();
    for (const listener of listeners) listener();
  });
  paint();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function paint() {
  const { theme, contrast } = current;
  const root = document.documentElement.dataset;
  if (theme === "system") delete root["theme"];
  else root["theme"] = theme;
  const more =
    contrast === "more" || (contrast === "system" && matchMedia("(prefers-contrast: more)").matches);
  if (more) root["contrast"] = "more";
  else delete root["contrast"];
}

/** Reads key by key: what another version of the app stored must not break this one. */
function load(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof stored !== "object" || stored === null) return defaults;
    const pick = <T>(name: keyof Preferences, allowed: readonly T[], fallback: T): T => {
      const value: unknown = Reflect.get(stored, name);
      return allowed.find((choice) => choice === value) ?? fallback;
    };
    return {
      theme: pick("theme", ["system", "light", "dark"], defaults.theme),
      contrast: pick("contrast", ["system", "normal", "more"], defaults.contrast),
      zone: pick("zone", ["local", "utc"], defaults.zone),
      letterKeys: pick("letterKeys", [true, false], defaults.letterKeys),
      sidebar: pick("sidebar", ["open", "closed"], defaults.sidebar),
    };
  } catch {
    return defaults;
  }
}
