/** One ticking clock for the page. It stops when nobody looks: no subscriber, or a hidden tab. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** The current second, renewed while `running`; a still clock costs nothing. */
export function useClock(running = true): number {
  return useSyncExternalStore(running ? subscribe : never, read);
}

function read() {
  // A page that had no clock running may have slept: the first reader sets it.
  if (timer === undefined && Date.now() - now >= 1_000) now = Date.now();
  return now;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick() {
  if (document.hidden) return;
  now = Date.now();
  for (const listener of listeners) listener();
}

const never = () => () => {};
