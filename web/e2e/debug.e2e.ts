/** One debugging loop: from what failed to the step, its data and its form, to what mends it and the run that shows it. */
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { axe } from "./lib/axe.ts";
import { desktop, type Look, phone } from "./lib/browser.ts";
import { shoot } from "./lib/shoot.ts";
import type { Act } from "./lib/visit.ts";
import { withStack } from "./lib/with-stack.ts";
import { ask, deployFlow, start } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;

const charge = (url: string) => ({
  reflux: 1,
  name: "charge",
  input: {
    type: "object",
    required: ["card"],
    properties: { card: { type: "string" }, total: { type: "integer", minimum: 5 } },
  },
  steps: {
    start: { node: "manual" },
    price: { node: "transform", config: { value: { card: "{{ run.input.card }}", total: 42 } } },
    pay: {
      node: "http.request",
      config: { url, method: "POST", body: { card: "{{ input.card }}", at: "{{ $now() }}" } },
      retry: { max: 0 },
    },
    note: { node: "log", config: { message: "paid {{ steps.price.output.total }}" } },
  },
  edges: ["start -> price", "price -> pay", "pay -> note"],
});

let failed = "";
beforeAll(async () => {
  await deployFlow(stack.origin, charge(`${stack.shop}/charge`));
  await start(stack.origin, "charge", { card: "good" });
  failed = await start(stack.origin, "charge", { card: "bad" });
  await ended(failed);
  // Newer, and it failed elsewhere: nothing of it may be taken for what was chosen.
  await deployFlow(stack.origin, {
    reflux: 1,
    name: "other",
    steps: {
      start: { node: "manual" },
      pay: {
        node: "http.request",
        config: { url: `${stack.shop}/charge`, method: "POST" },
        retry: { max: 0 },
      },
    },
    edges: ["start -> pay"],
  });
  await ended(await start(stack.origin, "other", { card: "bad" }));
}, 240_000);

test("a step shows what a chosen run gave it, made of it and why it failed; its preview is tried on just that", async () => {
  await open(`/flows/charge/edit?step=pay`, desktop, async (page) => {
    const run = page.getByRole("region", { name: "Last run" });
    await run.getByText("Failed", { exact: true }).waitFor();
    await run.getByText(/402/).first().waitFor();
    await fold(run, "Input").click();
    await run.getByText('"bad"').first().waitFor();
    await fold(run, "Config").click();
    await run.getByText('"{{ $now() }}"').first().waitFor();
    await run.getByText(/time and chance stay as they are written/).waitFor();
    await page.getByText(/Body in run \d+/).waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "debug-step-light");

    await run.getByRole("combobox", { name: "Run to look at" }).click();
    await page.getByRole("option", { name: new RegExp(`Run ${Number(failed) - 1}`) }).click();
    await run.getByText("Succeeded", { exact: true }).waitFor();
    await page.waitForURL(new RegExp(`run=${Number(failed) - 1}`));
    await run.getByText('"good"').first().waitFor();
    await page.getByText(`Body in run ${Number(failed) - 1}`).waitFor();
    await page.getByText('"card":"good"').first().waitFor();

    await run.getByRole("link", { name: "Runs that failed here" }).click();
    const list = page.getByRole("grid", { name: "Runs" });
    await list.getByText(failed, { exact: true }).first().waitFor();
    expect(await list.locator("[aria-rowindex]").count()).toBeLessThanOrEqual(2);
    await page.getByText(/of the newest/).waitFor({ state: "detached" });
  });
});

test("what a run begins with: the last input, the last webhook call, an example that fits", async () => {
  await deployFlow(stack.origin, {
    reflux: 1,
    name: "hooked",
    steps: {
      receive: { node: "webhook.in", config: { path: "hooked" } },
      say: { node: "log", config: { message: "{{ input.body.who }}" } },
    },
    edges: ["receive -> say"],
  });
  const source = (page: Page) => page.getByRole("combobox", { name: "Where the input comes from" });
  await open("/flows/hooked/edit?step=receive", desktop, async (page) => {
    await page.getByRole("button", { name: "Run to here" }).click();
    await page.getByRole("dialog").getByText("An example of Webhook").waitFor();
    await page
      .getByRole("dialog")
      .getByText(/"method"/)
      .first()
      .waitFor();
  });
  const answer = await fetch(`${stack.origin}/hooks/hooked`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{ "who": "Ada" }',
  });
  expect(answer.status).toBe(202);
  await open("/flows/charge/edit", desktop, async (page) => {
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText('"bad"').first().waitFor();
    await source(page).click();
    await page.getByRole("option", { name: /example of the input/ }).click();
    await dialog.getByText('"text"').first().waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "debug-run-dialog-light");
    await dialog.getByRole("button", { name: /^Run/ }).last().click();
    await page.getByText(/Run \d+, \d of 4 steps/).waitFor();
  });
  await poll(async () =>
    JSON.stringify(await ask(stack.origin, "{ webhookDeliveries(first: 1) { nodes { runId } } }")).includes(
      '"runId":"',
    ),
  );
  await start(stack.origin, "hooked", { body: { who: "nobody" } });
  await open("/flows/hooked/edit?step=say", desktop, async (page) => {
    await page.getByRole("button", { name: "Run to here" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText('"nobody"').first().waitFor();
    await source(page).click();
    await page.getByRole("option", { name: /last webhook call/ }).click();
    await dialog.getByText('"Ada"').first().waitFor();
    await dialog.getByRole("button", { name: "Run to here" }).click();
    await page.getByText(/Try \d+, 2 of 2 steps/).waitFor();
  });
});

test("with a run laid over it the flow is edited by keys, toolbar and mouse as without", async () => {
  await open(`/flows/charge/edit?run=${failed}`, desktop, async (page) => {
    await page.getByText(new RegExp(`Run ${failed}, `)).waitFor();
    const card = page.locator("#step-price");
    const notes = page.locator(".react-flow__node-note");
    await page.getByRole("button", { name: "Add a note" }).click();
    await notes.waitFor();
    await page.locator(".react-flow").focus();
    await page.keyboard.press("n");
    await notes.nth(1).waitFor();
    // A new note is being written: its undo is its own.
    await page.keyboard.press("Escape");
    await page.locator(".react-flow").focus();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await notes.first().waitFor({ state: "detached" });
    const before = await card.boundingBox();
    if (!before) throw new Error("the card is not shown");
    await page.mouse.move(before.x + 40, before.y + 20);
    await page.mouse.down();
    await page.mouse.move(before.x + 40, before.y + 140, { steps: 5 });
    await page.mouse.up();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect((await card.boundingBox())?.y).toBeGreaterThan(before.y + 50);
    await shoot(page, "debug-overlay-light");
    await page.keyboard.press("Control+z");
    await page.getByText("Saved", { exact: true }).waitFor();
  });
});

test("from a run's failure to the mended, published version and the re-drive on it: three clicks", async () => {
  let clicks = 0;
  const click = async (on: Locator) => {
    clicks += 1;
    await on.click();
  };
  await open(`/runs/${failed}`, desktop, async (page) => {
    await click(page.getByRole("link", { name: "Edit this step" }));
    await page.getByRole("region", { name: "Last run" }).getByText(/402/).first().waitFor();
    await page.getByRole("textbox", { name: /^URL/i }).fill(`${stack.shop}/other`);
    await click(page.getByRole("button", { name: "Publish", exact: true }));
    const again = page.getByRole("button", { name: `Publish and re-drive run ${failed}` });
    await again.waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "debug-publish-light");
    await click(again);
    await page.waitForURL((url) => url.searchParams.get("run") !== failed);
    await page.getByText(/Run \d+, 4 of 4 steps/).waitFor();
    expect(clicks).toBe(3);
    const forked = /run=(\d+)/.exec(page.url())?.[1] ?? "";
    const { data } = await ask(
      stack.origin,
      "query ($id: BigInt!) { run(id: $id) { state forkedFrom steps { nodes { step state attempt } } } }",
      { id: forked },
    );
    expect(data).toMatchObject({ run: { state: "succeeded", forkedFrom: failed } });
    const attempts = /"step":"price","state":"succeeded","attempt":(\d)/.exec(JSON.stringify(data))?.[1];
    expect(attempts).toBe("0");
    await page.getByRole("link", { name: "Open the run" }).click();
    await page.getByRole("link", { name: `re-drives run ${failed}` }).waitFor();
    await page.getByRole("link", { name: "v2", exact: true }).click();
    await page.waitForURL(/\/flows\/charge\/versions\?head=2/);
  });
});

test.each<Look>([{ ...desktop, theme: "dark" }, phone])(
  "it can be read at $width px, $theme",
  async (look) => {
    await open(`/flows/charge/edit?step=pay&run=${failed}`, look, async (page) => {
      const run = page.getByRole("region", { name: "Last run" });
      await run.getByText(/402/).first().waitFor();
      await fold(run, "Input").click();
      await run.scrollIntoViewIfNeeded();
      expect(await axe(page)).toEqual([]);
      await shoot(page, `debug-step-${look.theme}-${look.width}`);
    });
  },
);

const fold = (within: Locator, label: string) =>
  within.locator("summary").filter({ hasText: new RegExp(`^${label}`) });

async function open(path: string, look: Look, act: Act): Promise<void> {
  await visit(path, look, act);
}

async function ended(run: string): Promise<void> {
  await poll(async () =>
    /succeeded|failed/.test(
      JSON.stringify(await ask(stack.origin, "query ($id: BigInt!) { run(id: $id) { state } }", { id: run })),
    ),
  );
}

/** The API has no call that waits, so it is asked again. */
async function poll(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 100));
}
