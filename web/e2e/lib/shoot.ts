import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** Pictures for people to look at, never compared by machines. Git ignores the folder. */
export async function shoot(page: Page, name: string, fullPage = false): Promise<string> {
  const folder = join(import.meta.dirname, "../../../test-results/web");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage, animations: "disabled" });
  return path;
}
