import { afterAll, beforeAll } from "vitest";
import { type Stack, startStack } from "../runs-stack.ts";
import { type Chromium, launchChromium } from "./browser.ts";
import { type Visit, visitor } from "./visit.ts";

/** REFLUX and a browser for the tests of one file: started before the file's own hooks, ended after its tests. */
export function withStack(): Omit<Stack, keyof AsyncDisposable> & { readonly visit: Visit } {
  let stack: Stack | undefined;
  let chromium: Chromium | undefined;
  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack(), launchChromium()]);
  }, 180_000);
  afterAll(async () => {
    await chromium?.[Symbol.asyncDispose]();
    await stack?.[Symbol.asyncDispose]();
  });
  const started = () => {
    if (!stack || !chromium) throw new Error("it is there in hooks and tests only");
    return { stack, chromium };
  };
  return {
    get origin() {
      return started().stack.origin;
    },
    get shop() {
      return started().stack.shop;
    },
    kill: (...what) => started().stack.kill(...what),
    visit: async (...wanted) => {
      const { stack, chromium } = started();
      return visitor(chromium, stack.origin)(...wanted);
    },
  };
}
