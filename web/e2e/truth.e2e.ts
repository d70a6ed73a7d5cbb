/** What the page claims: that what is typed is kept, that it is saved, that it is live, and that nothing is there. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { desktop } from "./lib/browser.ts";
import { shoot } from "./lib/shoot.ts";
import { withStack } from "./lib/with-stack.ts";
import { ask, start } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;
let run = "";

beforeAll(async () => {
  const document = {
    reflux: 1,
    name: "known",
    steps: { begin: { node: "manual" }, shape: { node: "transform", config: { value: 1 } } },
    edges: ["begin -> shape"],
  };
  await mutate(
    "deployFlow(input: { slug: $slug, graph: $document }) { clientMutationId }",
    "known",
    document,
  );
  run = await start(stack.origin, "known", {});
}, 180_000);

/** Every screen, and every part of one that asks for itself, by its address. */
const screens: Readonly<Record<string, readonly (() => string)[]>> = {
  FlowsScreen: [() => "/flows"],
  EditorScreen: [() => "/flows/known/edit"],
  VersionsScreen: [() => "/flows/known/versions"],
  RunsScreen: [() => "/runs"],
  RunScreen: [() => `/runs/${run}`],
  NodesScreen: [() => "/nodes"],
  NodeScreen: [() => "/nodes/transform"],
  WebhooksScreen: [() => "/webhooks"],
  SettingsScreen: sections().map((section) => () => `/settings/${section}`),
};

test("every screen is walked here", () => {
  const routes = readFileSync(new URL("../src/app/routes.tsx", import.meta.url), "utf8");
  const named = [...routes.matchAll(/\/(\w+Screen)\.tsx"/g)].map(([, name]) => name);

  expect(new Set(Object.keys(screens))).toEqual(new Set(named));
});

test.each(["a 500", "no network"])(
  "with %s no screen says that nothing is there: it says what failed, and tries again",
  async (how) => {
    for (const address of Object.values(screens).flat()) {
      const path = address();
      let down = true;
      // The door asks first, and has words of its own.
      let knocked = false;
      await visit(
        path,
        desktop,
        async (page, watch) => {
          watch.expect(/500|ERR_FAILED|Failed to load/);
          const again = page.getByRole("alert").getByRole("button", { name: "Try again" }).first();
          await again.waitFor({ timeout: 45_000 }).catch((error: unknown) => {
            throw new Error(`${path} does not offer to try again`, { cause: error });
          });
          expect(await page.locator("section[class*=empty]").count(), path).toBe(0);
          // Pressed while all is down, answered when it is not: a page that tries by itself cannot be quicker.
          const pressed = again.evaluate((button: HTMLElement) => button.click());
          down = false;
          await pressed;
          await again.waitFor({ state: "detached", timeout: 30_000 });
        },
        {
          before: async (page) => {
            await page.route(/\/graphql$/, async (route) => {
              const pass = !down || !knocked;
              knocked = true;
              if (pass) await route.continue();
              else if (how === "no network") await route.abort();
              else await route.fulfill({ status: 500, body: '{"errors":[{"message":"An error occurred"}]}' });
            });
          },
        },
      );
    }
  },
  600_000,
);

test("half a JSON and half a YAML stay with the draft, over steps, tabs and a reload, and nothing is published over them", async () => {
  await create("half");
  await edit("half", async (page) => {
    await step(page, "shape").click();
    await typeInto(page, /Value/, '{ "a": [1, ');
    await page.getByText("Unfinished text in value of step shape").first().waitFor();
    await step(page, "begin").click();
    await step(page, "shape").click();
    await holds(page, '{ "a": [1,');

    await page.reload();
    await step(page, "shape").click();
    await holds(page, '{ "a": [1,');
    await page.getByRole("button", { name: "1 problem" }).waitFor();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("dialog").getByText("Unfinished text in value of step shape").waitFor();
    await page.getByRole("button", { name: "Not yet" }).click();
    await shoot(page, "editor-unfinished-light");

    await typeInto(page, /Value/, '{ "a": [1, 2] }');
    await page.getByText("No problems").waitFor();
    await page.getByText("Saved", { exact: true }).waitFor();

    await page.getByText("Source", { exact: true }).click();
    await typeInto(page, /Source/, "reflux: 1\nname: half\nsteps: [");
    await page.getByText("Unfinished text in the source of the flow").first().waitFor();
    await page.getByText("Step", { exact: true }).click();
    await page.reload();
    await page.getByText("Source", { exact: true }).click();
    await holds(page, "steps: [");
    await shoot(page, "editor-unfinished-source-light");
  });
});

test("comments and order survive the form, the canvas, a reload, and being published", async () => {
  await create("commented");
  const text = `# Why this is here
reflux: 1
name: commented
steps:
  # the last one first
  shape:
    config:
      value: 1 # only one
    node: transform
  begin:
    node: manual
edges:
  - begin -> shape # in a row
`;
  await edit("commented", async (page) => {
    await page.getByText("Source", { exact: true }).click();
    await typeInto(page, /Source/, text);
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.getByText("Flow", { exact: true }).click();
    await step(page, "shape").click();
    await page.getByRole("textbox", { name: "Title" }).fill("Shape");
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Published v1").waitFor();
    await page.reload();
    await page.getByText("Source", { exact: true }).click();

    const expected = text.replace("    node: transform\n", "    node: transform\n    title: Shape\n");
    await page.locator(".cm-content").waitFor();
    const { source } = await flow("commented");
    expect(withoutLayout(source)).toBe(expected);
    expect(withoutLayout(await shown(page))).toBe(expected);
  });
});

test("what is pasted as a new draft keeps its comments", async () => {
  const text =
    "# why there is one\nreflux: 1\nname: pasted\nsteps:\n  begin: { node: manual } # by hand\nedges: []\n";
  await visit("/flows", desktop, async (page) => {
    await page
      .getByRole("button", { name: /^New flow/ })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: "New flow" });
    await dialog.getByRole("tab", { name: "YAML or JSON" }).click();
    await dialog.locator(".cm-content").focus();
    await page.keyboard.insertText(text);
    await dialog.getByRole("button", { name: "Keep as draft" }).click();
    await page.getByText("Source", { exact: true }).click();
    await page.locator(".cm-content").waitFor();
    expect(withoutLayout(await shown(page))).toBe(text);
  });
});

test("over somebody else's newer draft it does not say Saved: theirs is brought in, and is not saved again as an echo", async () => {
  await create("newer");
  await edit("newer", async (page) => {
    await step(page, "shape").click();
    await page.getByRole("textbox", { name: "Title" }).fill("Mine");
    await page.getByText("Saved", { exact: true }).waitFor();
    const { draft } = await flow("newer");
    const document = { ...draft.document, title: "Theirs" };

    await save("newer", document);
    await page.getByText("Brought together").waitFor();
    await page.getByText("Saved", { exact: true }).waitFor();

    expect((await flow("newer")).draft).toEqual({ document, revision: draft.revision + 1 });
  });
});

test("a newer draft that cannot be brought in is named, and Saved is not said", async () => {
  await create("undrawable");
  await edit("undrawable", async (page) => {
    await save("undrawable", { steps: 5 });
    await page.getByText(/^Newer draft by /).waitFor();
    expect(await page.getByText("Saved", { exact: true }).count()).toBe(0);
  });
});

test("a server that is frozen, not gone, is told of long before its sockets are", async () => {
  await visit("/flows", desktop, async (page) => {
    await page
      .getByRole("button", { name: "Live" })
      .or(page.getByText("Live", { exact: true }))
      .first()
      .waitFor();
    stack.kill("server", "SIGSTOP");
    try {
      await page
        .getByText(/Offline/)
        .first()
        .waitFor({ timeout: 20_000 });
    } finally {
      stack.kill("server", "SIGCONT");
    }
    await page.getByText("Live", { exact: true }).first().waitFor();
  });
});

function sections(): readonly string[] {
  const source = readFileSync(new URL("../src/screens/settings/SettingsScreen.tsx", import.meta.url), "utf8");
  return [...source.matchAll(/^\s+(\w+): .*import\(/gm)].map(([, id]) => id ?? "");
}

interface Kept {
  readonly source: string;
  readonly draft: { readonly document: object; readonly revision: number };
}

async function flow(slug: string): Promise<Kept> {
  const query = "query ($slug: String!) { flowBySlug(slug: $slug) { source draft { document revision } } }";
  const { data } = await ask(stack.origin, query, { slug });
  return (data as { readonly flowBySlug: Kept }).flowBySlug;
}

const step = (page: Page, key: string) => page.locator(`#step-${key}`);

async function typeInto(page: Page, field: RegExp, text: string): Promise<void> {
  await page.getByRole("textbox", { name: field }).first().click();
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

async function holds(page: Page, text: string): Promise<void> {
  await page
    .getByRole("textbox", { name: /Value|Source/ })
    .first()
    .filter({ hasText: text })
    .waitFor();
}

const shown = async (page: Page) => (await page.locator(".cm-line").allTextContents()).join("\n");

const withoutLayout = (text: string) => text.replace(/^layout:[^]*/m, "");

async function edit(slug: string, act: (page: Page) => Promise<void>): Promise<void> {
  await visit(`/flows/${slug}/edit`, desktop, async (page, watch) => {
    watch.expect(/Applying inline style violates/);
    await page.locator(".react-flow").first().waitFor();
    await act(page);
  });
}

async function create(name: string): Promise<void> {
  const steps = { begin: { node: "manual" }, shape: { node: "transform", config: { value: 1 } } };
  const document = { reflux: 1, name, steps, edges: ["begin -> shape"] };
  await mutate(
    "createFlow(input: { slug: $slug, document: $document }) { clientMutationId }",
    name,
    document,
  );
}

const save = async (slug: string, document: object) =>
  mutate("saveDraft(input: { slug: $slug, document: $document }) { clientMutationId }", slug, document);

async function mutate(what: string, slug: string, document: object): Promise<void> {
  await ask(stack.origin, `mutation ($slug: String!, $document: JSON!) { ${what} }`, { slug, document });
}
