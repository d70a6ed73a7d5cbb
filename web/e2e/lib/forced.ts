import type { Page } from "playwright-core";

/**
 * What is chosen and looks like what is not, to somebody whose system paints with colours of its own: grounds and shadows are
 * gone there. Each element with a state is compared with itself without the state; a list keeps what differs.
 */
export async function alikeInForcedColors(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ forcedColors: "active" });
  try {
    return await page.evaluate(() => {
      // Where somebody is, a breadcrumb says by its words.
      const states = [
        ["aria-selected", "[aria-selected=true]"],
        ["aria-pressed", "[aria-pressed=true]"],
        ["aria-current", "nav:not([aria-label=Breadcrumb]) a[aria-current=page]"],
      ] as const;
      const look = (element: Element) => {
        const { outlineStyle, outlineColor, borderColor, borderWidth, textDecorationLine } =
          getComputedStyle(element);
        return [outlineStyle, outlineColor, borderColor, borderWidth, textDecorationLine].join(" ");
      };
      return states.flatMap(([name, chosenOnes]) =>
        [...document.querySelectorAll(chosenOnes)].flatMap((element) => {
          if (!element.checkVisibility() || element === document.activeElement) return [];
          const chosen = look(element);
          const value = element.getAttribute(name) ?? "";
          element.removeAttribute(name);
          const plain = look(element);
          element.setAttribute(name, value);
          return chosen === plain
            ? [`in forced colours ${name} is not seen: ${element.outerHTML.slice(0, 120)}`]
            : [];
        }),
      );
    });
  } finally {
    await page.emulateMedia({ forcedColors: "none" });
  }
}
