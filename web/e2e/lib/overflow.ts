import type { Page } from "playwright-core";

/** By how many pixels the page, its main part, or a grid in it can be scrolled sideways. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("main, [role=grid]")].reduce(
      (most, element) => Math.max(most, element.scrollWidth - element.clientWidth),
      0,
    ),
  );
}
