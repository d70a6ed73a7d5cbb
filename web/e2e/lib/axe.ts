import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const require = createRequire(import.meta.url);
let source: Promise<string> | undefined;

/**
 * What axe finds by WCAG 2.2 AA, one line an element; an empty list is the only pass, and no part of a page is left out.
 */
export async function axe(page: Page): Promise<readonly string[]> {
  source ??= readFile(require.resolve("axe-core/axe.min.js"), "utf8");
  // Evaluated over the debugging protocol, so that the page's own CSP stays as strict as it is.
  await page.evaluate(await source);
  const results = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })`,
  );
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}
