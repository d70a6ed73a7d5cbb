/** The first flow of somebody who has never seen the page: a webhook, a value, a request, a webhook elsewhere. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { axe } from "./lib/axe.ts";
import { desktop } from "./lib/browser.ts";
import { shoot } from "./lib/shoot.ts";
import { withStack } from "./lib/with-stack.ts";
import { deployFlow } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;

beforeAll(async () => {
  const say = { node: "log", config: { message: "a", fields: { one: 1, two: true } } };
  await deployFlow(stack.origin, {
    reflux: 1,
    name: "coloured",
    steps: { start: { node: "manual" }, say },
    edges: ["start -> say"],
  });
}, 180_000);

/** What is typed where, by the name of the node. Left out: what comes filled in. */
const steps = () =>
  [
    ["webhook.in", "Path", "BUILT"],
    ["transform", "Value", '{ "order": "{{ input.body.id }}", "lines": [1, { "n": 2 }] }'],
    ["http.request", "URL", `${stack.shop}/ship`],
    ["webhook.out", "URL", `${stack.shop}/told`],
  ] as const;

test("by mouse, in twenty clicks, typing only into fields", async () => {
  await visit("/flows", desktop, async (page) => {
    const clicks = await clickCounter(page);
    await page.getByRole("button", { name: /New flow/ }).click();
    await page.getByRole("dialog", { name: "New flow" }).waitFor();
    await page.keyboard.type("Built by mouse");
    await page.getByRole("button", { name: "Create and edit" }).click();
    for (const [index, [node, field, text]] of steps().entries()) {
      if (index === 0) {
        const begin = page.getByRole("button", { name: "Add the first step" });
        await begin.waitFor();
        expect(await axe(page)).toEqual([]);
        await shoot(page, "editor-empty-light");
        await begin.click();
      } else await page.getByRole("button", { name: "Add a step after the selection" }).click();
      await page
        .getByRole("option")
        .filter({ has: page.getByText(node, { exact: true }) })
        .click();
      const box = page.getByRole("textbox", { name: new RegExp(`^${field}`) }).first();
      await box.click();
      await focused(page, field);
      await page.keyboard.press("Control+a");
      await page.keyboard.type(text.replace("BUILT", "by-mouse"));
    }
    await page.getByText("No problems").waitFor();
    await page.getByText("Saved", { exact: true }).waitFor();
    await shoot(page, "editor-built-light");
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Published v1").waitFor();
    expect(await clicks()).toBeLessThanOrEqual(20);
    await takesACall(page, "by-mouse");
  });
});

test("by keyboard alone", async () => {
  await visit("/flows", desktop, async (page) => {
    const { keyboard } = page;
    const clicks = await clickCounter(page);
    await page.getByRole("grid").or(page.getByText("No flow yet")).first().waitFor();
    await keyboard.press("n");
    await page.getByRole("dialog", { name: "New flow" }).waitFor();
    await keyboard.type("Built by keys");
    await keyboard.press("Enter");
    await page.getByRole("button", { name: "Add the first step" }).waitFor();
    for (const [node, field, text] of steps()) {
      await keyboard.press("a");
      await page.getByRole("combobox").waitFor();
      await keyboard.type(node);
      await page.getByRole("option").filter({ hasText: node }).first().waitFor();
      await keyboard.press("Enter");
      await page.getByRole("combobox", { name: /^Add a step/ }).waitFor({ state: "detached" });
      await keyboard.press("Enter");
      await focused(page, field);
      await keyboard.press("Control+a");
      await keyboard.type(text.replace("BUILT", "by-keys"));
      // One closes what is offered while writing, whenever that comes; one leaves the field.
      await expect
        .poll(async () => {
          await keyboard.press("Escape");
          return await page.evaluate(() => document.activeElement?.matches(".react-flow"));
        })
        .toBe(true);
    }
    await page.getByText("No problems").waitFor();
    await page.getByText("Saved", { exact: true }).waitFor();
    await keyboard.press("Control+s");
    await page.getByRole("dialog", { name: "Publish v1" }).waitFor();
    await keyboard.press("Control+Enter");
    await page.getByText("Published v1").waitFor();
    expect(await clicks()).toBe(0);
    await takesACall(page, "by-keys");
  });
});

test("Shift and a click add a step to those chosen, or take it out", async () => {
  await visit("/flows/coloured/edit", desktop, async (page) => {
    const card = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
    const chosen = async () =>
      await page
        .locator(".react-flow__node.selected")
        .evaluateAll((cards) => cards.map((one) => one.getAttribute("data-id")).join(" "));
    await card("start").click();
    await card("say").click({ modifiers: ["Shift"] });
    await expect.poll(chosen).toBe("start say");
    await card("start").click({ modifiers: ["Shift"] });
    await expect.poll(chosen).toBe("say");
  });
});

test("text is typed over coloured text, and the page complains of nothing", async () => {
  await visit("/flows/coloured/edit?view=code", desktop, async (page) => {
    await page.locator(".cm-content").click();
    await page.locator(".cm-content span[class]").first().waitFor();
    for (const key of ["Control+Home", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+End", "x", "y"])
      await page.keyboard.press(key);
    await page.locator(".cm-line").filter({ hasText: /^xy/ }).waitFor();
  });
});

/** Counted by the page itself, so that none is forgotten. A key that presses a button is no click of a mouse. */
async function clickCounter(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    document.documentElement.dataset["clicks"] = "0";
    const count = () => {
      const { dataset } = document.documentElement;
      dataset["clicks"] = String(Number(dataset["clicks"]) + 1);
    };
    addEventListener("pointerdown", count, true);
  });
  return async () => Number(await page.locator("html").getAttribute("data-clicks"));
}

async function focused(page: Page, name: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const labels = active instanceof HTMLInputElement ? [...(active.labels ?? [])] : [];
    const words = [active?.getAttribute("aria-label"), ...labels.map((label) => label.textContent)];
    // Coloured text looks like the field that it becomes when its editor has come.
    const writable = active?.matches("input, textarea, [contenteditable=true], .react-flow") ?? false;
    return writable && words.some((word) => word?.startsWith(wanted));
  }, name);
}

/** The proof that it was built: it does what it is for. */
async function takesACall(page: Page, path: string): Promise<void> {
  const answer = await fetch(`${stack.origin}/hooks/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{ "id": "A-1" }',
  });
  const run = /\d+/.exec(await answer.text())?.[0];
  expect(answer.status).toBe(202);
  await page.goto(`${stack.origin}/runs/${run ?? ""}`);
  await page.getByRole("main").getByText("Succeeded", { exact: true }).first().waitFor();
}
