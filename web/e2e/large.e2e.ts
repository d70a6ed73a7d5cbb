/** What is large is opened, found and read as what is small is. */
import { beforeAll, expect, test } from "vitest";
import { desktop } from "./lib/browser.ts";
import { shoot } from "./lib/shoot.ts";
import { withStack } from "./lib/with-stack.ts";
import { deployFlow, start } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;
const keys = Array.from({ length: 3_000 }, (_, index) => `item_${index}`);
let run = "";

beforeAll(async () => {
  const manual = { node: "manual" };
  await deployFlow(stack.origin, {
    reflux: 1,
    name: "three-thousand",
    steps: {
      start: manual,
      ...Object.fromEntries(keys.map((key) => [key, { node: "transform", config: { value: 1 } }])),
    },
    edges: keys.map((key, index) => `${index % 300 === 0 ? "start" : `item_${index - 1}`} -> ${key}`),
  });
  // As an input, and handed on: to make it by an expression takes longer than an expression may.
  const words = "as long as a line of text is, and a few words more than that, one after the other";
  const lines = Array.from({ length: 20_000 }, (_, n) => ({
    n,
    words,
    mark: n === 19_998 ? "needle" : "hay",
  }));
  await deployFlow(stack.origin, {
    reflux: 1,
    name: "two-megabytes",
    steps: { start: manual, big: { node: "transform", config: { value: "{{ run.input }}" } } },
    edges: ["start -> big"],
  });
  run = await start(stack.origin, "two-megabytes", { lines });
}, 180_000);

test("three thousand steps: what is around the focus is drawn, and all are a key away", async () => {
  await visit("/flows/three-thousand/edit?step=item_1777", desktop, async (page) => {
    const cards = page.locator(".react-flow__node");
    await page.getByText("3,001 steps").waitFor();
    await cards.filter({ hasText: "item_1777" }).waitFor();
    expect(await cards.count()).toBeLessThan(400);
    await shoot(page, "editor-three-thousand-light");
    await page.keyboard.press("v");
    const tree = page.getByRole("tree", { name: "Steps of three-thousand" });
    await tree.locator("[data-row=item_1777]").waitFor();
    expect(await tree.getByRole("treeitem").count()).toBeLessThan(200);
    await page.keyboard.press("End");
    await cards.filter({ hasText: "item_2999" }).waitFor();
  });
});

test("two megabytes of output are searched as a whole, and each hit is a key away", async () => {
  await visit(`/runs/${run}?step=big&tab=output`, desktop, async (page) => {
    await page.getByRole("searchbox", { name: "Find in Output" }).fill("needle");
    await page.getByText("1 found").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("treeitem", { name: /needle/ }).waitFor();
    await page.getByText("1 of 1").waitFor();
    await shoot(page, "run-find-light");
  });
});
