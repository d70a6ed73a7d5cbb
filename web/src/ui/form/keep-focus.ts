/**
 * What one presses may go by it: the button that adds a part gives way to the part, an item that is removed takes its
 * button along. The focus then goes on to what stands in its place. Lost, it would leave the next key to the page's commands.
 */
const controls = ":is(input, textarea, button, a[href], [role=textbox]):not(:disabled, [aria-hidden=true])";

/** As a `ref` of what holds the controls. */
export function keepFocus(root: HTMLElement | null) {
  if (!root) return undefined;
  let held: Element | null = null;
  /** What is around it, and which of the controls in there it is. */
  let around: [Element, number][] = [];

  const remember = () => {
    held = document.activeElement;
    around = [];
    let part = held?.parentElement;
    while (part && part !== root && root.contains(part)) {
      around.push([part, [...part.querySelectorAll(controls)].findIndex((one) => one === held)]);
      part = part.parentElement;
    }
  };

  const observer = new MutationObserver(() => {
    const isFree = [document.body, held].includes(document.activeElement);
    const isGone = held && (!held.isConnected || held.matches(":disabled"));
    if (!isFree || !isGone) return remember();
    const [part, at = -1] = around.find(([one]) => one.isConnected) ?? [];
    const all = [...(part?.querySelectorAll<HTMLElement>(controls) ?? [])];
    if (at >= 0) (all.slice(at).find((one) => removes(held) || !removes(one)) ?? all.at(-1))?.focus();
  });
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  root.addEventListener("focusin", remember);
  return () => {
    observer.disconnect();
    root.removeEventListener("focusin", remember);
  };
}

const removes = (one: Element | null) => one?.getAttribute("aria-label")?.startsWith("Remove ") ?? false;
