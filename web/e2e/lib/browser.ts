/**
 * A real Chromium for the tests of the web app. CHROMIUM_PATH names one; otherwise the one that came with
 * `npm install` is unpacked. Nothing is downloaded, and the browser itself may not call home.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import bundled from "@sparticuz/chromium";
import { type BrowserContext, chromium } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--font-render-hinting=none",
];

export interface Look {
  readonly theme: "light" | "dark";
  readonly contrast: "normal" | "more";
  readonly width: number;
  readonly height: number;
}

export const desktop: Look = { theme: "light", contrast: "normal", width: 1280, height: 800 };
export const phone: Look = { ...desktop, width: 375, height: 740 };

/** How each screen is looked at. */
export const looks: Readonly<Record<string, Look>> = {
  light: desktop,
  dark: { ...desktop, theme: "dark" },
  "phone-light": phone,
  "phone-dark": { ...phone, theme: "dark" },
};

export interface Chromium extends AsyncDisposable {
  /** A context of its own: storage, permissions and look belong to one test. */
  readonly open: (look?: Look, token?: string) => Promise<BrowserContext>;
}

export async function launchChromium(): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), "reflux-e2e-"));
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? (await bundled.executablePath()),
    args: flags,
    env: { ...process.env, HOME: profile },
    // Otherwise it ends this process at once, and what else was started is not cleared away.
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  return {
    open: async (look = desktop, token) => {
      const context = await browser.newContext({
        viewport: { width: look.width, height: look.height },
        colorScheme: look.theme,
        contrast: look.contrast === "more" ? "more" : "no-preference",
        reducedMotion: "reduce",
        locale: "en-GB",
        timezoneId: "UTC",
        permissions: ["clipboard-read", "clipboard-write"],
      });
      // Only what fails waits so long.
      context.setDefaultTimeout(30_000);
      if (token !== undefined) {
        await context.addInitScript((value) => sessionStorage.setItem("reflux.token", value), token);
      }
      return context;
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
