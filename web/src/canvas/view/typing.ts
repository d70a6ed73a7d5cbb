/** Texts have keys and a clipboard of their own. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable=true], [role=textbox]") !== null
  );
}
