import { beforeAll, expect, test } from "vitest";
import { axe } from "./lib/axe.ts";
import { desktop } from "./lib/browser.ts";
import { shoot } from "./lib/shoot.ts";
import { withStack } from "./lib/with-stack.ts";
import { ask, deploy, deployFlow, start } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;
const many = 640;
const patience = { timeout: 15_000 };

beforeAll(async () => {
  await deploy(stack.origin, stack.shop);
  const says = Array.from({ length: many }, (_, n) => `say_${n}`);
  await deployFlow(stack.origin, {
    reflux: 1,
    name: "deep",
    title: "One failure deep inside",
    steps: {
      start: { node: "manual" },
      ...Object.fromEntries(
        says.map((key, n) => [
          key,
          n === 600
            ? { node: "transform", config: { value: "{{ $error('the card was declined') }}" } }
            : {
                node: "log",
                config: { message: `line ${n}`, level: n === 333 ? "error" : "info", fields: { card: n } },
              },
        ]),
      ),
    },
    // Alphabetical order puts it far below the first page.
    edges: says.map((key) => `start -> ${key}`),
  });
  await deployFlow(stack.origin, {
    reflux: 1,
    name: "patient",
    title: "Tries again later",
    steps: {
      start: { node: "manual" },
      // Nobody listens there.
      get: {
        node: "http.request",
        config: { url: "http://127.0.0.1:9/" },
        retry: { initial: "1h", limit: "2h" },
      },
    },
    edges: ["start -> get"],
  });
}, 180_000);

test("a run that waits opens at what it waits for, with what ends the wait; who did what stands in its history", async () => {
  const run = await start(stack.origin, "approve", {});
  await visit("/runs?q=waits:person", desktop, async (page) => {
    await page.getByRole("row", { name: /approve.*waits for a person/ }).click();

    await page.waitForURL(new RegExp(`/runs/${run}.*step=approve`));
    await page.getByRole("option", { name: /approve.*waits for a person/ }).waitFor();
    await shoot(page, "run-waits");
    await page.getByRole("button", { name: /^Pause/ }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("the bank is closed");
    await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByRole("button", { name: /^Resume/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume", exact: true }).click();
    await page.getByRole("button", { name: "Send signal" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("seen and fair");
    await page.getByRole("dialog").getByRole("button", { name: "Send signal" }).click();
    await page.getByRole("main").getByText("Succeeded").first().waitFor();

    await page.getByRole("button", { name: "History" }).click();
    const entries = page.getByRole("list", { name: "History" }).getByRole("listitem");
    await entries
      .filter({ hasText: /sent a signal to *approve.*seen and fair.*With this payload/ })
      .waitFor();
    await entries.filter({ hasText: "resumed the run" }).waitFor();
    await entries.filter({ hasText: /paused the run.*the bank is closed/ }).waitFor();
    expect(await entries.count()).toBe(4);
    expect(await axe(page)).toEqual([]);
    await shoot(page, "run-history");
  });
});

const cancel = "mutation ($run: BigInt!) { cancelRun(input: { runId: $run }) { result { id } } }";
const signal =
  'mutation ($run: BigInt!) { signalStep(input: { runId: $run, step: "approve", payload: {} }) { result { runId } } }';

test.each([
  ["approve", signal, "succeeded"],
  ["approve", cancel, "cancelled"],
  ["declined", signal, "failed at step pay"],
])(
  "how a run of %s ends is said to who listens while it runs (%#), and not to who comes later",
  async (slug, end, words) => {
    if (slug === "declined")
      await deployFlow(stack.origin, {
        reflux: 1,
        name: "declined",
        steps: {
          start: { node: "manual" },
          approve: { node: "wait", config: { signal: true } },
          pay: { node: "transform", config: { value: "{{ $error('declined') }}" } },
        },
        edges: ["start -> approve", "approve -> pay"],
      });
    const run = await start(stack.origin, slug, {});
    await visit(`/runs/${run}`, desktop, async (page) => {
      const said = page.locator("p.visually-hidden[role=status]");
      await page.getByRole("button", { name: "Send signal" }).first().waitFor();
      expect(await said.allTextContents()).toEqual([""]);
      await ask(stack.origin, end, { run });
      await expect.poll(async () => said.allTextContents(), patience).toEqual([`Run ${run} ${words}`]);
      await page.reload();
      await page.getByRole("button", { name: "History" }).waitFor();
      expect(await said.allTextContents()).toEqual([""]);
    });
  },
);

test("the one failure among many steps is opened and in view; the server finds a line among all lines", async () => {
  const run = await start(stack.origin, "deep", {});
  await visit(`/runs/${run}`, desktop, async (page) => {
    await page.getByRole("main").getByText("Failed", { exact: true }).first().waitFor();
    await page.reload();

    await page.getByText("the expression failed: the card was declined").first().waitFor();
    await page.getByText("Live").first().waitFor();
    const row = page.getByRole("option", { name: /say_600.*Failed/ });
    await expect.poll(async () => row.boundingBox()).toMatchObject({ y: expect.any(Number) });
    const [box, list] = [
      await row.boundingBox(),
      await page.getByRole("listbox", { name: "Timeline of steps" }).boundingBox(),
    ];
    expect(box && list && box.y > list.y && box.y + box.height <= list.y + list.height).toBe(true);
    await shoot(page, "run-deep-failure");

    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Logs" }).click();
    const lines = page.getByRole("list", { name: "Lines" }).getByRole("listitem");
    await expect.poll(async () => lines.count(), patience).toBe(200);
    await page.getByRole("searchbox", { name: "Find in logs" }).fill('"CARD": 47');
    await expect.poll(async () => lines.count(), patience).toBe(11);
    await page.getByRole("searchbox", { name: "Find in logs" }).fill("");
    await page.getByRole("combobox", { name: "Least level" }).click();
    await page.getByRole("option", { name: "error" }).click();
    await expect
      .poll(async () => lines.allTextContents(), patience)
      .toEqual([expect.stringContaining("line 333")]);
    expect(await axe(page)).toEqual([]);
    await shoot(page, "run-logs");
  });
});

test("a retry that is still to come is drawn with its first try; attempts do not share an input that was edited between", async () => {
  const patient = await start(stack.origin, "patient", {});
  await visit("/runs?q=waits:retry", desktop, async (page) => {
    await page.getByRole("row", { name: /patient.*retries at/ }).click();
    await page.waitForURL(new RegExp(`/runs/${patient}.*step=get`));
    await page.getByRole("option", { name: /get.*retries at .*\d\d:\d\d/ }).waitFor();
    await page.getByText("try 1 of").waitFor();
    expect(await page.locator("[aria-selected=true] rect").count()).toBe(1);
    await shoot(page, "run-retries");
    await page.getByRole("button", { name: "Retry now" }).waitFor();
  });
  const run = await start(stack.origin, "charge-order", { card: "bad" });
  await visit(`/runs/${run}`, desktop, async (page) => {
    await page.waitForURL(/step=charge/);
    await page.getByRole("button", { name: /Re-drive from here/ }).click();
    const dialog = page.getByRole("dialog", { name: /Re-drive from here: charge/ });
    await dialog.getByRole("textbox", { name: "Input" }).click();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText('{"card": "worse"}');
    await dialog.getByRole("button", { name: "Re-drive with this input" }).click();
    await page.getByText("attempt 2").waitFor();
    await page.getByRole("tab", { name: "Diff" }).click();
    await page.getByRole("button", { name: "Previous attempt" }).click();

    await page.getByText("their inputs may differ").waitFor();
    await page.getByRole("region", { name: "With this input" }).getByText("worse").waitFor();
    expect(await page.getByText("share its input").count()).toBe(0);
    await page.getByRole("tab", { name: "SQL" }).click();
    const offered = await page.getByRole("region", { name: "What may be done now" }).textContent();
    expect(offered).toMatch(/^select allowed_actions/);
  });
});
