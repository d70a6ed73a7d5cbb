import type { Page } from "playwright-core";

/**
 * What is chosen and looks like what is not, to somebody whose system paints with colours of its own: grounds and shadows are
 * gone there. Each element with a state is compared with itself without the state; a list keeps what differs.
 */
export async function alikeInForcedColors(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ forcedColors: "active" });
  try {
    return await page.evaluate(() => {
      const states = { "aria-selected": "true", "aria-pressed": "true", "aria-current": "page" };
      const look = (element: Element) => {
        const { outlineStyle, outlineColor, borderColor, borderWidth, textDecorationLine } =
          getComputedStyle(element);
        return [outlineStyle, outlineColor, borderColor, borderWidth, textDecorationLine].join(" ");
      };
      return Object.entries(states).flatMap(([name, value]) =>
        [...document.querySelectorAll(`[${name}="${value}"]`)].flatMap((element) => {
          if (!element.checkVisibility() || element === document.activeElement) return [];
          const chosen = look(element);
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
