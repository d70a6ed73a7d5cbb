import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { axe } from "./lib/axe.ts";
import { desktop, type Look, looks } from "./lib/browser.ts";
import { faults } from "./lib/faults.ts";
import { restingBox } from "./lib/settled.ts";
import { shoot } from "./lib/shoot.ts";
import type { Act } from "./lib/visit.ts";
import { withStack } from "./lib/with-stack.ts";
import { ask } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;

test("three steps by mouse: add, configure, connect, publish, run, and see the run succeed", async () => {
  await create("by-mouse");
  await edit("by-mouse", desktop, async (page) => {
    await page.getByRole("button", { name: "Add a step after the selection" }).click();
    await pick(page, "manual", /Manual/);
    await step(page, "manual").waitFor();

    await page.getByRole("button", { name: "Add a step after the selection" }).click();
    await pick(page, "transform", /^Transform/);
    await step(page, "transform").waitFor();
    await page.getByRole("button", { name: /problem/ }).waitFor();
    await shoot(page, "editor-problem-light");
    await page.getByRole("button", { name: "Add a step after the selection" }).click();
    await pick(page, "log", /^Log/);
    await step(page, "log").click();

    const message = page.getByRole("textbox", { name: /^Message/ });
    await message.fill("Hello {{ steps.");
    await page.getByRole("option", { name: /transform/ }).waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "editor-completion-light");
    await page.getByRole("option", { name: /transform/ }).click();
    expect(await message.inputValue()).toBe("Hello {{ steps.transform }}");
    await message.fill("Hello {{ run.input.name }}");

    await step(page, "transform").click();
    await fillValue(page, '"{{ run.input.name }}"');
    await page.getByText("No problems").waitFor();
    await page.getByText("Saved", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Publish" }).click();
    const publish = page.getByRole("dialog", { name: "Publish v1" });
    await publish.getByText("3 steps added").waitFor();
    await publish.getByRole("textbox", { name: "Note" }).fill("The first");
    expect(await axe(page)).toEqual([]);
    await shoot(page, "editor-publish-light");
    await publish.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Published v1").waitFor();

    await page.getByRole("button", { name: "Run", exact: true }).click();
    const run = page.getByRole("dialog", { name: "Run by-mouse" });
    expect(await axe(page)).toEqual([]);
    await run.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText(/Run \d+, 3 of 3 steps/).waitFor();
    await shoot(page, "editor-run-light");
    await page.getByRole("link", { name: "Open the run" }).click();
    await page.waitForURL(/\/runs\/\d+/);
    await page.getByText("Succeeded").first().waitFor();
  });
});

test("the same by keyboard alone, and undone", async () => {
  await create("by-keys");
  await edit("by-keys", desktop, async (page) => {
    const keys = page.keyboard;
    for (const node of ["manual", "transform", "log"]) {
      await keys.press("a");
      await page.getByRole("combobox").waitFor();
      await keys.type(node);
      await page.getByRole("option").first().waitFor();
      await keys.press("Enter");
      await step(page, node).waitFor();
    }
    await keys.press("Enter");
    await page.getByRole("textbox", { name: /^Message/ }).waitFor();
    await focused(page, /^Message/);
    await keys.type("Hello");
    await keys.press("Escape");
    await keys.press("ArrowLeft");
    await keys.press("Enter");
    await focused(page, /Value/);
    await keys.type('"{{ input }}"');
    await page.getByText("No problems").waitFor();
    await page.getByText("Saved", { exact: true }).waitFor();
    await keys.press("Control+Enter");
    await page.getByRole("dialog", { name: "Run by-keys" }).waitFor();
    await page.getByRole("button", { name: "Publish and run" }).focus();
    await keys.press("Enter");
    await page.getByText(/Run \d+, 3 of 3 steps/).waitFor();
    await page.getByRole("link", { name: "Open the run" }).focus();
    await keys.press("Enter");
    await page.waitForURL(/\/runs\/\d+/);
    await page.getByText("Succeeded").first().waitFor();
  });
});

test("a step is run to from beside Run, which says why it cannot be while it cannot", async () => {
  await create("try-step", {
    steps: {
      start: { node: "manual" },
      shape: { node: "transform", config: { value: { total: "{{ $sum(run.input.lines) }}" } } },
      send: { node: "http.request", config: {} },
    },
    edges: ["start -> shape", "shape -> send"],
  });
  await edit("try-step", desktop, async (page) => {
    const runTo = page.getByRole("button", { name: "Run to here" });
    await step(page, "send").click();
    await runTo.hover();
    await page.getByText(/Solve the problems? of send first/).waitFor();
    await shoot(page, "editor-run-to-blocked-light");
    await step(page, "send").click({ button: "right" });
    const blocked = page.getByRole("menuitem", { name: /Run to here/ });
    await blocked.getByText("Solve the problem of send first.").waitFor();
    expect(await blocked.getAttribute("aria-disabled")).toBe("true");
    expect(await axe(page)).toEqual([]);
    await shoot(page, "editor-step-menu-light");
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await page.getByRole("textbox", { name: /send/ }).waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("ship");
    await page.keyboard.press("Enter");
    await step(page, "ship").waitFor();

    await step(page, "shape").click();
    await runTo.click();
    const dialog = page.getByRole("dialog", { name: "Run to shape" });
    await dialog.getByRole("textbox", { name: "Input" }).click();
    await dialog.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText('{ "lines": [40, 2] }');
    await dialog.getByRole("button", { name: "Copy as", exact: true }).click();
    await page.getByRole("menuitem", { name: "Copy as SQL" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `select * from reflux.try_step(flow => 'try-step', step => 'shape', input => '{"lines":[40,2]}');`,
    );
    await dialog.getByRole("button", { name: "Run to here" }).click();
    await page.getByText(/Try \d+, 2 of 2 steps/).waitFor();
    await shoot(page, "editor-run-to-light");
  });
});

test("what a step gave is offered while writing; pinned, it stands in for the step until it is unpinned", async () => {
  await create("pins", {
    steps: {
      start: { node: "manual" },
      shape: { node: "transform", config: { value: null } },
      say: { node: "log", config: { message: "" } },
    },
    edges: ["start -> shape", "shape -> say"],
  });
  await edit("pins", desktop, async (page) => {
    const keys = page.keyboard;
    const tryTo = async (key: string, seen: RegExp) => {
      await step(page, key).click();
      await keys.press("Shift+Enter");
      const dialog = page.getByRole("dialog", { name: `Run to ${key}` });
      await dialog.getByRole("textbox", { name: "Input" }).click();
      await dialog.locator(".cm-content").click();
      await keys.press("Control+a");
      await keys.insertText('{ "first name": "Ada", "age": 36 }');
      await keys.press("Control+Enter");
      await page.getByText(seen).waitFor();
      await page.getByRole("button", { name: "Take the run off" }).click();
    };
    await step(page, "start").click();
    await page.getByText("It gave nothing yet").waitFor();
    await tryTo("start", /Try \d+, 1 of 1 steps/);

    // Typed with nothing asked before: the names of the fields come in while one writes.
    await step(page, "shape").click();
    await page.getByRole("textbox", { name: /Value/ }).click();
    await page.locator(".cm-content").click();
    await keys.press("Control+a");
    await keys.type("{{ steps.start.output.");
    await page.getByRole("option", { name: /first name/ }).waitFor();
    await shoot(page, "editor-code-completion-light");
    await keys.type("fi");
    await page.getByRole("option", { name: /age/ }).waitFor({ state: "detached" });
    await keys.press("Enter");
    await page.getByText(/Value in run \d+/).waitFor();
    await page.getByText('"Ada"').waitFor();
    await tryTo("shape", /Try \d+, 2 of 2 steps/);

    const pinned = page.getByRole("region", { name: "Pinned output" });
    const badge = step(page, "shape").locator(".lucide-pin");
    await page.getByRole("region", { name: "Last run" }).getByText('"Ada"').first().waitFor();
    await shoot(page, "editor-last-output-light");
    await keys.press("p");
    await badge.waitFor();
    await pinned.waitFor();
    await keys.press("p");
    await badge.waitFor({ state: "detached" });
    await keys.press("Control+z");
    await badge.waitFor();
    await pinned.getByRole("textbox", { name: "Pinned output" }).click();
    await pinned.locator(".cm-content").click();
    await keys.press("Control+a");
    await keys.press("Delete");
    await keys.insertText('{ "who": "Grace" }');
    expect(await axe(page)).toEqual([]);
    await shoot(page, "editor-pinned-light");

    await step(page, "say").click();
    const message = page.getByRole("textbox", { name: /^Message/ });
    await message.fill("Hello {{ steps.shape.output.");
    await page.getByRole("option", { name: /who/ }).click();
    await tryTo("say", /Try \d+, 3 of 3 steps/);
    await page
      .getByText(/Hello Grace/)
      .first()
      .waitFor();
  });
});

test("a loose card dropped on an edge is inserted there, and one undo takes all of it back", async () => {
  const at = (x: number, y: number) => ({ x, y });
  await create("drop", {
    steps: {
      start: { node: "manual" },
      say: { node: "log", config: { message: "a" } },
      more: { node: "log", config: { message: "b" } },
    },
    edges: ["start -> say"],
    layout: { steps: { start: at(0, 0), say: at(320, 0), more: at(160, 192) } },
  });
  await edit("drop", desktop, async (page) => {
    await step(page, "more").waitFor();
    const [card, start, say] = await Promise.all(
      ["more", "start", "say"].map(async (key) => await restingBox(step(page, key))),
    );
    if (!card || !start || !say) throw new Error("a card is not shown");
    const grip = at(card.x + card.width / 2, card.y + card.height / 2);
    await page.mouse.move(grip.x, grip.y);
    await page.mouse.down();
    await page.mouse.move(grip.x, grip.y - 40, { steps: 4 });
    await page.mouse.move((start.x + start.width + say.x) / 2, start.y + start.height / 2, { steps: 8 });
    await page.locator("path[class*=open]").waitFor({ state: "attached" });
    await shoot(page, "editor-drop-on-edge-light");
    await page.mouse.up();
    await page.locator(".react-flow__edge").nth(1).waitFor();
    await page.getByText("Insert more between start and say").waitFor({ state: "attached" });
    await shoot(page, "editor-dropped-on-edge-light");
    const [before, after] = [await step(page, "more").boundingBox(), await step(page, "say").boundingBox()];
    expect(before && after && before.x + before.width < after.x).toBe(true);

    await page.keyboard.press("Control+z");
    await page.locator(".react-flow__edge").nth(1).waitFor({ state: "detached" });
    expect(await restingBox(step(page, "more"))).toEqual(card);
  });
});

test("two tabs: what does not clash comes together, what does is asked", async () => {
  await create("two-tabs", {
    steps: { start: { node: "manual" }, say: { node: "log", config: { message: "a" } } },
  });
  await edit("two-tabs", desktop, async (page, watch) => {
    watch.expect(/409|Conflict/);
    await step(page, "say").click();
    const message = page.getByRole("textbox", { name: /^Message/ });
    await message.waitFor();
    // Somebody else saves, as another tab would.
    await save("two-tabs", {
      start: { node: "manual", title: "Begin" },
      say: { node: "log", config: { message: "theirs" } },
    });
    await message.fill("mine");
    const dialog = page.getByRole("dialog", { name: "Two people changed this flow" });
    await dialog.getByText("steps.say.config.message").waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "editor-merge-light");
    await dialog.getByRole("button", { name: "Theirs", exact: true }).click();
    await dialog.getByRole("button", { name: "Merge" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect(await message.inputValue()).toBe("theirs");
    await step(page, "start").getByText("Begin").waitFor();
  });
});

test("text and canvas follow each other, and unreadable text changes nothing", async () => {
  await create("as-text", { steps: { start: { node: "manual" } } });
  await edit("as-text", desktop, async (page) => {
    await page.getByRole("button", { name: "Source" }).click();
    const text = page.locator(".cm-content");
    await text.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(
      "reflux: 1\nname: as-text\nsteps:\n  begin: { node: manual } # kept\nedges: []\n",
    );
    await step(page, "begin").waitFor();
    await shoot(page, "editor-source-light");
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("steps: [");
    await page
      .getByRole("status")
      .filter({ hasText: /line|Flow|Map|must/i })
      .first()
      .waitFor();
    await step(page, "begin").waitFor();
  });
});

describe.each(Object.entries(looks))("%s", (name, look) => {
  test("no violation, with a step chosen and with problems shown", async () => {
    const slug = `look-${name}`;
    await create(slug, {
      steps: {
        receive: { node: "webhook.in", config: { path: `look-${name}` } },
        shape: { node: "transform", config: { value: { id: "{{ input.body.id }}" } } },
        deliver: { node: "http.request", config: {}, retry: { max: 5 }, timeout: "30s" },
        note: { node: "log", config: { message: "{{ input }}" } },
      },
      edges: ["receive -> shape", "shape -> deliver", "shape -> note"],
    });
    await edit(slug, look, async (page) => {
      await page.getByRole("button", { name: /problem/ }).waitFor();
      expect(await faults(page)).toEqual([]);
      await shoot(page, `editor-flow-${name}`);
      await page.getByRole("button", { name: /problem/ }).click();
      await page.getByText("deliver › config.url").waitFor();
      expect(await faults(page)).toEqual([]);
      await shoot(page, `editor-problems-${name}`);
      await page.getByText("deliver › config.url").click();
      await page.getByRole("region", { name: "Configuration" }).waitFor();
      expect(await faults(page)).toEqual([]);
      await shoot(page, `editor-step-${name}`);
    });
  });
});

const step = (page: Page, key: string) => page.locator(`#step-${key}`);

async function pick(page: Page, words: string, option: RegExp): Promise<void> {
  await page.getByRole("combobox").fill(words);
  await page.getByRole("option", { name: option }).first().click();
}

async function fillValue(page: Page, json: string): Promise<void> {
  await page.getByRole("textbox", { name: /Value/ }).click();
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(json);
}

async function focused(page: Page, name: RegExp): Promise<void> {
  await page.waitForFunction(
    ([source]) => {
      const active = document.activeElement;
      const host = active?.shadowRoot?.activeElement ?? active;
      const label =
        host?.getAttribute("aria-label") ??
        (host instanceof HTMLInputElement ? host.labels?.[0]?.textContent : "");
      return new RegExp(source ?? "").test(label ?? "");
    },
    [name.source] as const,
  );
}

type Document = { readonly steps: object; readonly edges?: readonly string[]; readonly layout?: object };

async function create(slug: string, document?: Document): Promise<void> {
  const whole = document && { reflux: 1, name: slug, edges: [], ...document };
  await ask(
    stack.origin,
    "mutation ($slug: String!, $document: JSON) { createFlow(input: { slug: $slug, document: $document }) { result { slug } } }",
    { slug, document: whole },
  );
}

async function save(slug: string, steps: object): Promise<void> {
  await ask(
    stack.origin,
    "mutation ($slug: String!, $document: JSON!) { saveDraft(input: { slug: $slug, document: $document }) { result { revision } } }",
    { slug, document: { reflux: 1, name: slug, edges: [], steps } },
  );
}

async function edit(slug: string, look: Look, act: Act): Promise<void> {
  await visit(`/flows/${slug}/edit`, look, async (page, watch) => {
    await page.getByRole("application").first().or(page.locator(".react-flow")).first().waitFor();
    await act(page, watch);
  });
}
