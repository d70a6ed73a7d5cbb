import type { Page } from "playwright-core";
import { axe } from "./axe.ts";

/** What axe finds on a page as it was opened, and as somebody sees it who asks for more contrast. */
export async function faults(page: Page): Promise<readonly string[]> {
  const found = await axe(page);
  await page.emulateMedia({ contrast: "more" });
  try {
    // Said by the page itself, so that what is judged is the other palette and not the same one twice.
    await page.locator("html[data-contrast=more]").waitFor({ state: "attached" });
    return [...found, ...(await axe(page)).map((fault) => `with more contrast: ${fault}`)];
  } finally {
    await page.emulateMedia({ contrast: "no-preference" });
  }
}
