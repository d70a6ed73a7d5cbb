/** Texts have keys and a clipboard of their own. */
export function isTyping(target: EventTarget | null | undefined): boolean {
  const texts = "input, textarea, select, [contenteditable=true], [role=textbox], [role=combobox]";
  return target instanceof Element && target.closest(texts) !== null;
}

/** What has the focus, also in the shadow root of an editor. */
export function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}
