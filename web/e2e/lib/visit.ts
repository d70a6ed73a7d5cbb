import type { Page } from "playwright-core";
import type { Chromium, Look } from "./browser.ts";
import { type Guard, guard } from "./guard.ts";
import { shoot } from "./shoot.ts";

/** What is done on a page. `watch` takes what the page is expected to complain of. */
export type Act = (page: Page, watch: Guard) => Promise<void>;

export type Visit = (
  path: string,
  look: Look,
  act: Act,
  options?: {
    /** Who looks; without one, whoever the server lets in. */
    readonly token?: string;
    /** What has to be there before the page is. */
    readonly before?: (page: Page) => Promise<void>;
  },
) => Promise<void>;

/** Opens pages of one server, each in a context of its own. A page that fails leaves a picture. */
export function visitor(chromium: Chromium, origin: string): Visit {
  return async (path, look, act, { token, before } = {}) => {
    await using context = await chromium.open(look, token);
    const page = await context.newPage();
    const watch = guard(page, origin);
    let whole = false;
    try {
      await before?.(page);
      await page.goto(origin + path);
      await act(page, watch);
      whole = true;
    } finally {
      try {
        // A page that broke explains a part that is missing, so its complaints come first.
        watch.check();
      } finally {
        // After them: a picture of an editor makes the page complain of the picture's own styles.
        if (!whole) await shoot(page, `failed${path.replaceAll(/\W+/g, "-")}`);
      }
    }
  };
}
