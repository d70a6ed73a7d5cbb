import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { BrowserContext } from "playwright-core";
import { build, createLogger } from "vite";
import { launchChromium } from "#web/e2e/lib/browser.ts";
import { startChild } from "./child.ts";
import type { Bench } from "./scenario.ts";

/** The production build, served by the real server on loopback, and a browser to look at it. */
export type Site = AsyncDisposable & {
  readonly origin: string;
  /** A context of its own: an empty cache. */
  open(): Promise<BrowserContext>;
};

export async function openSite({ cluster, engine }: Bench): Promise<Site> {
  await using stack = new AsyncDisposableStack();
  const { folder } = await buildApp(cluster.home);
  await engine.workers(1);
  const server = stack.use(
    await startChild("lib/server-process.ts", {
      BENCH_URL: cluster.url,
      REFLUX_HOME: cluster.home,
      BENCH_APP: folder,
    }),
  );
  const chromium = stack.use(await launchChromium());
  const origin = await server.call<string>("url");
  const resources = stack.move();
  return {
    origin,
    open: async () => await chromium.open(),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

export type App = { readonly folder: string; readonly sizes: readonly Size[] };
export type Size = { readonly name: string; readonly kilobytes: number; readonly budget: number };

let built: Promise<App> | undefined;

/** Built anew once in each bench, so that what is measured is what the commit says. */
export function buildApp(home: string): Promise<App> {
  built ??= (async () => {
    const said: string[] = [];
    const folder = join(home, "web");
    await build({
      configFile: join(import.meta.dirname, "../../web/vite.config.ts"),
      build: { outDir: folder, emptyOutDir: true },
      logLevel: "silent",
      customLogger: { ...createLogger("silent"), info: (message) => void said.push(message) },
    });
    return { folder, sizes: sizesIn(stripVTControlCharacters(said.join("\n"))) };
  })();
  return built;
}

/** The lines of web/budgets.ts: `shell: 215.3 of 230 KB`. */
function sizesIn(text: string): Size[] {
  return [...text.matchAll(/^[\s!]*(.+): ([\d.]+) of (\d+) KB$/gm)].map(([, name = "", size, budget]) => ({
    name,
    kilobytes: Number(size),
    budget: Number(budget),
  }));
}
