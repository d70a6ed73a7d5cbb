/** The middle of the header belongs to the screen: its actions stand where every screen has them. */
import { type ReactNode, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";

let element: HTMLElement | null = null;
const listeners = new Set<() => void>();

function place(next: HTMLElement | null) {
  element = next;
  for (const listener of listeners) listener();
}

export function HeaderSlot({ className }: { readonly className: string | undefined }) {
  return <div ref={place} className={className} />;
}

/** What is inside is shown in the header. */
export function HeaderActions({ children }: { readonly children: ReactNode }) {
  const target = useSyncExternalStore(subscribe, () => element);
  return target && createPortal(children, target);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
