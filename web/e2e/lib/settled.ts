import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Waits until nothing on the page is loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator("[aria-busy=true], [aria-label^=Loading]").first().waitFor({ state: "detached" });
}

/** Where something stands, once what is around it has stopped moving. */
export async function restingBox(locator: Locator) {
  let before = await locator.boundingBox();
  await expect
    .poll(
      async () => {
        const last = before;
        before = await locator.boundingBox();
        return before !== null && JSON.stringify(before) === JSON.stringify(last);
      },
      { interval: 400 },
    )
    .toBe(true);
  return before;
}
