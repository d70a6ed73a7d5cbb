import { Toast } from "@base-ui/react/toast";
import type { Problem } from "../problem.ts";

/** Toasts can be raised from anywhere, also outside React; the app renders one Toaster. */
export const toasts = Toast.createToastManager<ToastExtras>();

export interface ToastExtras {
  readonly code?: string | undefined;
  readonly undo?: (() => void) | undefined;
}

export function say(title: string, extras: { description?: string; undo?: () => void } = {}): void {
  toasts.add({
    title,
    ...(extras.description === undefined ? {} : { description: extras.description }),
    timeout: extras.undo ? 10_000 : 4_000,
    data: { undo: extras.undo },
  });
}

/** A failure stays until it is read: it has no timeout. Said politely: what interrupts is hidden from assistive technology while it shows. */
export function sayProblem(problem: Problem): void {
  toasts.add({
    title: problem.message,
    ...(problem.hint === undefined ? {} : { description: problem.hint }),
    type: "failed",
    timeout: 0,
    data: { code: problem.code },
  });
}
