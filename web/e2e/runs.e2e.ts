import { beforeAll, describe, expect, test } from "vitest";
import { axe } from "./lib/axe.ts";
import { desktop, looks } from "./lib/browser.ts";
import { faults } from "./lib/faults.ts";
import { settled } from "./lib/settled.ts";
import { shoot } from "./lib/shoot.ts";
import { withStack } from "./lib/with-stack.ts";
import { ask, deploy, start } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;
let failed: string;
let fan: string;
let waiting: string;

beforeAll(async () => {
  await deploy(stack.origin, stack.shop);
  for (let count = 0; count < 5; count += 1) await start(stack.origin, "charge-order", { card: "good" });
  fan = await start(stack.origin, "fan-out", {});
  waiting = await start(stack.origin, "approve", {});
  await start(stack.origin, "route", { total: 5 });
  failed = await start(stack.origin, "charge-order", { card: "bad" });
}, 180_000);

test("open runs, filter, find the failure in focus, re-drive with edited input, watch it succeed", async () => {
  await visit("/runs", desktop, async (page) => {
    await page
      .getByRole("row", { name: /Failed/ })
      .first()
      .waitFor();
    await page.getByRole("button", { name: /^Failed/ }).click();
    await page.waitForURL(/state=failed/);
    await page.getByRole("row", { name: /charge-order/ }).click();

    await page.waitForURL(/step=charge/);
    await page.getByText("answered 402").first().waitFor();
    await page.getByRole("button", { name: /Re-drive from here/ }).click();
    const dialog = page.getByRole("dialog", { name: /Re-drive from here: charge/ });
    await dialog.getByRole("region", { name: "Runs again" }).getByText("ship").waitFor();
    await dialog.getByRole("region", { name: "Reused" }).getByText("price").waitFor();
    await dialog.getByText("may already have acted outside").waitFor();
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole("textbox", { name: "Input" }).click();
    // The editor is downloaded when it is entered.
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText('{"card": "good", "total": 42}');
    await dialog.getByText("Edited: the step gets this").waitFor();
    await dialog.getByRole("button", { name: "Re-drive with this input" }).click();

    await page.getByRole("main").getByText("Succeeded").first().waitFor();
    await page.getByRole("option", { name: /ship.*Succeeded/ }).waitFor();
    await shoot(page, "run-repaired");
  });
});

test("the same by keys alone: find, open, next error, re-drive, leave", async () => {
  const id = await start(stack.origin, "charge-order", { card: "bad" });
  await visit("/runs", desktop, async (page) => {
    await page.getByRole("grid", { name: "Runs" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(`run:${id}`);
    await page.waitForURL(new RegExp(`run:${id}`));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByRole("row", { name: new RegExp(`Failed.*${id}`) }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");

    await page.waitForURL(new RegExp(`/runs/${id}.*step=charge`));
    await page.keyboard.press("t");
    await page.waitForURL(/view=steps/);
    await page.keyboard.press("e");
    await page.keyboard.press("r");
    await page.getByRole("dialog", { name: /charge/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("[");
    await page.waitForURL(/tab=attempts/);
  });
});

test("a flow and a run are found from anywhere by name and number; an action is copied where it stands", async () => {
  const id = await start(stack.origin, "charge-order", { card: "bad" });
  await ask(
    stack.origin,
    'mutation { tryStep(input: { flow: "charge-order", step: "price", input: { card: "good" } }) { clientMutationId } }',
  );
  await visit("/runs", desktop, async (page) => {
    await page
      .getByRole("row", { name: /charge-order try/ })
      .first()
      .waitFor();
    await shoot(page, "runs-try");
    await page.keyboard.press("Control+k");
    const box = page.getByRole("combobox", { name: "Find a command" });
    await box.fill("arge-ord");
    await page.getByRole("option", { name: /^charge-order/ }).waitFor();
    await page
      .getByRole("option", { name: /^Run \d+ of charge-order/ })
      .first()
      .waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "palette-found");
    await box.fill(id);
    await page.getByRole("option", { name: `Run ${id} of charge-order` }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/runs/${id}.*step=charge`));

    await page.keyboard.press("Control+k");
    await box.fill("every failed");
    await page.getByRole("option", { name: /Re-drive every failed step/ }).waitFor();
    await page.getByText("Copy as SQL").waitFor();
    await shoot(page, "palette-action");
    await page.keyboard.press("Alt+c");
    await page.getByText("SQL copied").waitFor();
    expect(await page.evaluate(async () => navigator.clipboard.readText())).toBe(
      `select * from reflux.redrive_run(run_id => ${id});`,
    );
  });
});

test("a waiting run is paused, resumed and signalled, and the page says so without being asked", async () => {
  await visit(`/runs/${waiting}?step=approve`, desktop, async (page) => {
    await page.getByText("waits for a person").first().waitFor();
    for (const [action, state] of [
      ["Pause", "Paused"],
      ["Resume", "Running"],
    ] as const) {
      await page.getByRole("button", { name: new RegExp(`^${action}`) }).click();
      await page.getByRole("dialog").getByRole("button", { name: action, exact: true }).click();
      await page.getByRole("main").getByText(state, { exact: true }).first().waitFor();
    }
    await page.getByRole("button", { name: "Send signal" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send signal" }).click();
    await page.getByRole("main").getByText("Succeeded").first().waitFor();
  });
});

test("a part of the time is drawn on the axis, or by keys, and all three views show what was active in it", async () => {
  const run = await start(stack.origin, "charge-order", { card: "good" });
  await visit(`/runs/${run}`, desktop, async (page) => {
    await page.getByRole("main").getByText("Succeeded").first().waitFor();
    const timeline = page.getByRole("listbox", { name: "Timeline of steps" });
    const rows = timeline.getByRole("option");
    await expect.poll(async () => rows.count()).toBe(5);
    const axis = await page.locator("[data-drawable]").boundingBox();
    if (!axis) throw new Error("there is no axis");
    const y = axis.y + axis.height / 2;
    // From before the first step to a little after its beginning: what is left of the scale are the names.
    await page.mouse.move(axis.x + 205, y);
    await page.mouse.down();
    await page.mouse.move(axis.x + 222, y, { steps: 4 });
    await shoot(page, "run-range-drawing");
    await page.mouse.up();
    await page.waitForURL(/range=\d+\.\.\d+/);
    await page.getByText(/: 1 of 5 steps/).waitFor();
    expect(await rows.count()).toBe(1);
    expect(await axe(page)).toEqual([]);
    await shoot(page, "run-range");

    await page.getByRole("button", { name: "Steps" }).click();
    await expect.poll(async () => page.getByRole("grid", { name: "Steps" }).getByRole("row").count()).toBe(2);
    await page.getByRole("button", { name: "Canvas" }).click();
    await page.getByText(/: 1 of 5 steps/).waitFor();
    await page
      .getByLabel(/Flow charge-order in run/)
      .first()
      .waitFor();
    await settled(page);
    await shoot(page, "run-range-canvas");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.url()).not.toContain("range=");

    await page.getByRole("button", { name: "Timeline" }).click();
    await timeline.focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText(/: [1-4] of 5 steps/).waitFor();
    for (let count = 0; count < 24; count += 1) await page.keyboard.press("Shift+ArrowRight");
    await page.getByText(/: 5 of 5 steps/).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.url()).not.toContain("range=");
  });
});

test("many are marked, counted before anything happens, and each tells how it went", async () => {
  await start(stack.origin, "charge-order", { card: "bad" });
  await visit("/runs", desktop, async (page) => {
    await page
      .getByRole("row", { name: /Failed/ })
      .first()
      .waitFor();
    await page.getByRole("checkbox", { name: "Select all" }).click();
    await page
      .getByRole("region", { name: "Marked runs" })
      .getByRole("button", { name: /Re-drive failed/ })
      .click();
    const dialog = page.getByRole("dialog", { name: /Re-drive failed: \d+ of \d+ runs/ });
    await dialog.getByText(/succeeded: left alone/).waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "runs-bulk");
    await dialog.getByRole("button", { name: /^Re-drive failed/ }).click();
    await dialog.getByText(/of \d+ re-driven/).waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
  });
});

describe.each(Object.entries(looks))("%s", (name, look) => {
  test("no violation on the list and on each view of a run", async () => {
    const pages = {
      runs: "/runs?time=1h",
      "runs-none": "/runs?q=flow:nothing",
      run: `/runs/${failed}?step=charge`,
      "run-canvas": `/runs/${failed}?view=canvas`,
      "run-fan": `/runs/${fan}?view=steps`,
      "run-missing": "/runs/999999",
    };
    for (const [title, path] of Object.entries(pages)) {
      await visit(path, look, async (page) => {
        await page
          .getByText(/Live|Catching up/)
          .first()
          .waitFor();
        await settled(page);
        expect(await faults(page), title).toEqual([]);
        await shoot(page, `${title}-${name}`);
      });
    }
  });
});
