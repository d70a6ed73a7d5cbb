import { describe, expect, test } from "vitest";
import { samples } from "../src/screens/flows/new/samples.ts";
import { axe } from "./lib/axe.ts";
import { desktop, looks } from "./lib/browser.ts";
import { faults } from "./lib/faults.ts";
import { overflow } from "./lib/overflow.ts";
import { settled } from "./lib/settled.ts";
import { shoot } from "./lib/shoot.ts";
import { withStack } from "./lib/with-stack.ts";
import { ask, deployFlow } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;

const hello = `reflux: 1
name: hello
title: Hello
tags: [greeting]
steps:
  receive: { node: webhook.in, config: { path: hello } }
  greet: { node: log, config: { message: "Hello {{ input.body.name }}" } }
edges:
  - receive -> greet
`;

test("a flow is pasted with mistakes, mended and deployed; then disabled, duplicated and archived", async () => {
  await visit("/flows", desktop, async (page) => {
    await page.getByText("No flow yet").waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "flows-empty-light");
    await page.keyboard.press("n");
    const dialog = page.getByRole("dialog", { name: "New flow" });
    await dialog.getByRole("tab", { name: "YAML or JSON" }).click();
    // The editor is loaded when its tab is opened; until then there is nothing to write into.
    const text = dialog.locator(".cm-content");
    await text.fill(hello.replace("node: log", "node: lgo").replace("receive -> greet", "receive -> gret"));
    await dialog.getByText("2 problems").waitFor();
    await dialog.getByText("steps.greet.node").waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "flows-new-problems-light");
    // Not `fill`: to write over a selection Chromium itself would set inline styles, which the policy refuses.
    await text.press("Control+a");
    await text.press("Delete");
    await page.keyboard.insertText(hello);
    await dialog.getByText("It can be deployed").waitFor();
    await dialog.getByRole("button", { name: "Deploy" }).click();

    const row = page.getByRole("row", { name: /hello/ });
    await row.getByText("Enabled").waitFor();
    await shoot(page, "flows-peek-light");
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await row.getByText("Disabled").waitFor();

    await page.getByRole("button", { name: "Actions on hello" }).first().click();
    await page.getByRole("menuitem", { name: "Duplicate…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Duplicate" }).click();
    await page
      .getByRole("row", { name: /hello-copy/ })
      .getByText("Draft", { exact: true })
      .waitFor();

    await page.getByRole("button", { name: "Actions on hello", exact: true }).first().click();
    await page.getByRole("menuitem", { name: "Archive…" }).click();
    const archive = page.getByRole("dialog", { name: "Archive hello?" });
    expect(await axe(page)).toEqual([]);
    await archive.getByRole("button", { name: "Archive" }).click();
    await archive.waitFor({ state: "detached" });
    await page.goto(`${stack.origin}/flows?state=archived`);
    await page.getByRole("row", { name: /hello/ }).getByText("Archived").waitFor();
  });
});

test("several flows are marked by keys and by Shift, and each tells how it went", async () => {
  for (const slug of ["bulk-a", "bulk-b", "bulk-c"]) {
    await deploy(slug, { greet: { node: "log", config: { message: slug } } }, ["receive -> greet"]);
  }
  await visit("/flows?q=bulk-", desktop, async (page, watch) => {
    await page.getByRole("row", { name: /bulk-c/ }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+ArrowDown");
    const bar = page.getByRole("region", { name: "Marked flows" });
    await bar.getByText("2 marked").waitFor();
    await page.getByRole("checkbox", { name: "Select row 3" }).click({ modifiers: ["Shift"] });
    await bar.getByText("3 marked").waitFor();
    await shoot(page, "flows-marked-light");
    await bar.getByRole("button", { name: "Disable 3" }).click();
    const disable = page.getByRole("dialog", { name: "Disable: 3 of 3 flows" });
    expect(await axe(page)).toEqual([]);
    await disable.getByRole("button", { name: "Copy as" }).click();
    await page.getByRole("menuitem", { name: "Copy as SQL" }).click();
    const sql = await page.evaluate(async () => navigator.clipboard.readText());
    expect(sql).toContain("reflux.set_flow_enabled(slug => one, enabled => false)");
    await disable.getByRole("button", { name: "Disable 3" }).click();
    await disable.getByText("3 of 3 disabled").waitFor();
    await disable.getByRole("button", { name: "Close" }).last().click();
    await page
      .getByRole("row", { name: /bulk-c/ })
      .getByText("Disabled")
      .waitFor();

    // One of the three does not get through: that is said of it, and the others are done.
    watch.expect(/ERR_FAILED/);
    await page.route("**/graphql", async (route) =>
      (route.request().postData() ?? "").includes('"slug":"bulk-b"') ? route.abort() : route.fallback(),
    );
    await bar.getByRole("button", { name: "Enable 3" }).click();
    const enable = page.getByRole("dialog", { name: "Enable: 3 of 3 flows" });
    await enable.getByRole("button", { name: "Enable 3" }).click();
    await enable.getByText("2 of 3 enabled, 1 refused").waitFor();
    await enable.getByText("The server cannot be reached").waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "flows-bulk-refused-light");
    await enable.getByRole("button", { name: "Close" }).last().click();

    await page.unroute("**/graphql");
    const saved = page.waitForEvent("download");
    await bar.getByRole("button", { name: "Export 3" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Export 3" }).click();
    expect((await saved).suggestedFilename()).toMatch(/^bulk-[abc]\.yaml$/);
    await page.getByText("3 of 3 saved as YAML").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await bar.getByRole("button", { name: "Archive 3" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Archive 3" }).click();
    await page.getByText("3 of 3 archived").waitFor();
  });
});

test("every sample is one that the engine would take", async () => {
  const told = await Promise.all(
    samples.map(async ({ id, document }) =>
      ask(stack.origin, "query ($document: JSON!) { checkFlow(document: $document) }", {
        document: { ...document, name: id },
      }),
    ),
  );

  expect(told).toEqual(samples.map(() => ({ data: { checkFlow: [] } })));
});

test("versions are laid over each other, at an address, and an old one comes back as a new one", async () => {
  await deploy("changing", { greet: { node: "log", config: { message: "One" } } }, ["receive -> greet"]);
  await deploy(
    "changing",
    {
      greet: { node: "log", config: { message: "Two" } },
      tell: { node: "log", config: { message: "Three" } },
    },
    ["receive -> greet", "greet -> tell"],
  );
  await visit("/flows/changing/versions?base=1&head=2&view=fields", desktop, async (page) => {
    await page.getByText("1 step added, 1 step changed, 1 edge").waitFor();
    await page.getByText("config.message").waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "versions-fields-light");
    await page.getByRole("button", { name: "Graph" }).click();
    await page
      .getByLabel(/Flow changing, from version 1 to 2/)
      .first()
      .waitFor();
    expect(await axe(page)).toEqual([]);
    await page.locator(".react-flow__node").filter({ hasText: "greet" }).click();
    const fields = page.getByRole("region", { name: "Changes of greet" });
    await fields.getByText("config.message").waitFor();
    await fields.getByText("Two").waitFor();
    await shoot(page, "versions-graph-light");

    await page.getByRole("link", { name: /v1/ }).first().click();
    await page.getByRole("button", { name: "Restore v1" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
    await page.getByRole("link", { name: /v3.*current.*Restore v1/ }).waitFor();
  });
});

test("a test call of a webhook starts a run, and the delivery is listed", async () => {
  await deploy("called", { greet: { node: "log", config: { message: "Hello" } } }, ["receive -> greet"]);
  await visit("/webhooks?hook=POST+called", desktop, async (page) => {
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("202").first().waitFor();
    await page.getByRole("table").getByRole("link").first().waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, "webhooks-called-light");
    await page.getByRole("link", { name: /^Run \d+/ }).click();
    await page.waitForURL(/\/runs\/\d+/);
  });
});

test("a node tells what it takes, who uses it and who can run it", async () => {
  await deploy("using", { greet: { node: "log", config: { message: "Hello" } } }, ["receive -> greet"]);
  await visit("/nodes", desktop, async (page) => {
    await page.getByRole("searchbox", { name: "Find nodes" }).fill("http request");
    await page.getByRole("link", { name: /^HTTP request/ }).click();
    await page.getByText("expected_status").first().waitFor();
    await page.getByRole("complementary", { name: "Facts" }).getByText("External").waitFor();
    await page.goto(`${stack.origin}/nodes/log`);
    await page.getByRole("link", { name: "using" }).waitFor();
  });
});

test("a node is tried for real from its page, and the try stays as a draft", async () => {
  await visit("/nodes/transform", desktop, async (page) => {
    await page.getByRole("button", { name: "Try it" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Try transform" });
    await dialog.getByRole("textbox", { name: "Name of the flow" }).fill("try-a-transform");
    await settled(page);
    expect(await faults(page)).toEqual([]);
    await shoot(page, "node-try-light");
    await dialog.getByRole("button", { name: "Run it" }).click();
    await page.waitForURL(/\/runs\/\d+/);
    await page.getByText("Succeeded").first().waitFor();
    await page.goto(`${stack.origin}/flows/try-a-transform/edit`);
    await page.getByText("tried").first().waitFor();
  });
});

describe.each(Object.entries(looks))("in %s", (name, look) => {
  test.each([
    ["flows", "/flows?peek=changing", /changing/],
    ["versions", "/flows/changing/versions?view=fields", /step/],
    ["nodes", "/nodes", /HTTP request/],
    ["node", "/nodes/webhook.in", /max_body_bytes/],
    ["webhooks", "/webhooks?hook=POST+called", /Test call/],
  ])("%s has no accessibility fault and fits", async (screen, path, text) => {
    await visit(path, look, async (page) => {
      await page.getByText(text).first().waitFor();
      await settled(page);
      await shoot(page, `${screen}-${name}`);
      expect(await faults(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    });
  });

  test("the dialog for a new flow has no accessibility fault", async () => {
    await visit("/flows", look, async (page) => {
      await page.getByRole("button", { name: /New flow/ }).click();
      const dialog = page.getByRole("dialog", { name: "New flow" });
      await dialog.getByRole("tab", { name: "Sample" }).click();
      await dialog.getByText("Answer a webhook").waitFor();
      await shoot(page, `flows-new-${name}`);
      expect(await faults(page)).toEqual([]);
    });
  });
});

async function deploy(slug: string, steps: Readonly<Record<string, unknown>>, edges: readonly string[]) {
  const receive = { node: "webhook.in", config: { path: slug } };
  await deployFlow(stack.origin, { reflux: 1, name: slug, steps: { receive, ...steps }, edges });
}
