import type { Page } from "playwright-core";

/** Waits until nothing on the page is loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator("[aria-busy=true], [aria-label^=Loading]").first().waitFor({ state: "detached" });
}
