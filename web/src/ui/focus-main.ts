/** To the page itself, where its keys are heard. */
export function focusMain(): void {
  document.getElementById("main")?.focus({ preventScroll: true });
}

/** The same after what had the focus is gone: from nowhere no key is heard. */
export function leaveNowhere(): void {
  if (document.activeElement === document.body) focusMain();
}
