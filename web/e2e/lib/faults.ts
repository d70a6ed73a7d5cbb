import type { Page } from "playwright-core";
import { axe } from "./axe.ts";
import { alikeInForcedColors } from "./forced.ts";

/** What axe finds on a page as it was opened and with more contrast, and what cannot be told apart in forced colours. */
export async function faults(page: Page): Promise<readonly string[]> {
  const found = [...(await axe(page)), ...(await alikeInForcedColors(page))];
  await page.emulateMedia({ contrast: "more" });
  try {
    // Said by the page itself, so that what is judged is the other palette and not the same one twice.
    await page.locator("html[data-contrast=more]").waitFor({ state: "attached" });
    return [...found, ...(await axe(page)).map((fault) => `with more contrast: ${fault}`)];
  } finally {
    await page.emulateMedia({ contrast: "no-preference" });
  }
}
