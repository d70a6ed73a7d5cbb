import type { Locator, Page, WebSocketRoute } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { axe } from "./lib/axe.ts";
import { desktop } from "./lib/browser.ts";
import { shoot } from "./lib/shoot.ts";
import { withStack } from "./lib/with-stack.ts";
import { ask, deploy, deployFlow, start } from "./runs-flows.ts";

const stack = withStack();
const { visit } = stack;

beforeAll(async () => {
  await deploy(stack.origin, stack.shop);
  const slow = { node: "http.request", config: { url: `${stack.shop}/slow` } };
  await deployFlow(stack.origin, {
    reflux: 1,
    name: "slow",
    steps: { start: { node: "manual" }, slow, done: { node: "log", config: { message: "done" } } },
    edges: ["start -> slow", "slow -> done"],
  });
}, 180_000);

test("a socket that is cut in the middle of a run: the page says so, and ends up right", async () => {
  const run = await start(stack.origin, "approve", {});
  await visit(
    `/runs/${run}?step=approve`,
    desktop,
    async (page) => {
      await pill(page, "Live").waitFor();
      await page.getByText("waits for a person").first().waitFor();
      sockets.cut();
      await pill(page, /Offline|Catching up/).waitFor();
      await shoot(page, "run-offline");
      await ask(
        stack.origin,
        'mutation ($run: BigInt!) { signalStep(input: { runId: $run, step: "approve" }) { clientMutationId } }',
        { run },
      );
      sockets.heal();
      await state(page, "Succeeded").waitFor({ timeout: 30_000 });
      await pill(page, "Live").waitFor();
    },
    { before: (page) => sockets.between(page) },
  );
});

test("a worker that is killed in the middle of a step: another takes it over, and the page shows both attempts", async () => {
  const run = await start(stack.origin, "slow", {});
  await visit(`/runs/${run}?step=slow&tab=attempts`, desktop, async (page) => {
    await page.getByRole("option", { name: /slow.*Running/ }).waitFor();
    stack.kill("worker");
    await state(page, "Succeeded").waitFor({ timeout: 60_000 });
    await page.getByText("Lost", { exact: false }).first().waitFor();
    await shoot(page, "run-taken-over");
  });
});

test("a server that is restarted under an open list: it comes back by itself, with what was started meanwhile", async () => {
  await visit("/runs", desktop, async (page, watch) => {
    await pill(page, "Live").waitFor();
    watch.expect(/WebSocket|ERR_CONNECTION_REFUSED|Failed to load resource/);
    stack.kill("server");
    await pill(page, /Offline|Catching up/).waitFor();
    await pill(page, "Live").waitFor({ timeout: 60_000 });
    const run = await start(stack.origin, "charge-order", { card: "good" });
    await page.getByRole("row", { name: new RegExp(`Succeeded\\b.*\\b${run}\\b.*charge-order`) }).waitFor();
  });
});

test.each([
  ["viewer", { redrives: false, edits: false, administers: false }],
  ["operator", { redrives: true, edits: false, administers: false }],
  ["editor", { redrives: true, edits: true, administers: false }],
  ["admin", { redrives: true, edits: true, administers: true }],
] as const)(
  "%s is offered what they may do, told why not of the rest, and refused by Postgres regardless",
  async (role, may) => {
    const failed = await start(stack.origin, "charge-order", { card: "bad" });
    const token = await tokenOf(role);
    await visit(
      `/runs/${failed}?step=charge`,
      desktop,
      async (page) => {
        await page.getByText("answered 402").first().waitFor();
        const redrive = page.getByRole("button", { name: /Re-drive from here/ });
        await offered(redrive, may.redrives);
        if (!may.redrives) {
          await redrive.hover();
          await page.getByText(`Needs the role operator. Yours is ${role}.`).waitFor();
          await shoot(page, "run-viewer");
          await page.keyboard.press("r");
          expect(await page.getByRole("dialog").count()).toBe(0);
          expect(await refusedRedrive(failed, token)).toContain("RFP02");
        } else {
          await redrive.click();
          const dialog = page.getByRole("dialog", { name: /Re-drive from here: charge/ });
          await dialog.getByRole("button", { name: /^Re-drive/ }).click();
          await dialog.waitFor({ state: "detached" });
        }

        await page.goto(`${stack.origin}/flows?peek=charge-order`);
        await offered(page.getByRole("button", { name: /New flow/ }), may.edits);
        expect(await axe(page)).toEqual([]);
        await page.getByRole("button", { name: "Actions on charge-order" }).last().click();
        await offered(page.getByRole("menuitem", { name: /Archive/ }), may.edits);
        if (!may.edits) {
          await page.getByRole("menuitem", { name: /Archive/ }).hover();
          await page.getByText(`Needs the role editor. Yours is ${role}.`).first().waitFor();
        }
        await shoot(page, `flows-${role}`);

        await page.goto(`${stack.origin}/flows`);
        await page.getByRole("row", { name: /charge-order/ }).waitFor();
        await page.keyboard.press("Control+k");
        await page.getByRole("combobox", { name: "Find a command" }).fill("new flow");
        await page
          .getByText(may.edits ? "New flow" : "Nothing here goes by that name.")
          .last()
          .waitFor();

        await page.goto(`${stack.origin}/flows/charge-order/edit?step=charge`);
        await offered(page.getByRole("button", { name: /^Run$/ }), may.redrives);
        await page.getByRole("region", { name: "Configuration" }).waitFor();
        await shoot(page, `editor-${role}`);
        expect((await page.getByRole("button", { name: /^Add/ }).count()) > 0).toBe(may.edits);
        expect(await page.getByText("Read only").count()).toBe(may.edits ? 0 : 1);

        await page.goto(`${stack.origin}/settings/secrets`);
        await page.getByText(may.edits ? "No secret yet" : "For editors and admins").waitFor();
        await page.goto(`${stack.origin}/settings/tokens`);
        if (may.administers) await page.getByRole("cell", { name: role, exact: true }).first().waitFor();
        else await page.getByText("For admins").waitFor();
        await shoot(page, `settings-tokens-${role}`);
      },
      { token },
    );
  },
);

async function offered(control: Locator, may: boolean): Promise<void> {
  await control.first().waitFor();
  expect(await control.first().getAttribute("aria-disabled")).toBe(may ? null : "true");
}

/** As somebody would who does not care what the page shows. */
async function refusedRedrive(run: string, token: string): Promise<string> {
  const response = await fetch(`${stack.origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: "mutation ($run: BigInt!) { redriveRun(input: { runId: $run }) { clientMutationId } }",
      variables: { run },
    }),
  });
  return response.text();
}

async function tokenOf(role: string): Promise<string> {
  const body = await ask(
    stack.origin,
    "mutation ($role: String!) { createToken(input: { name: $role, role: $role }) { result { token } } }",
    { role },
  );
  const token = /"token":"(rfx_[^"]+)"/.exec(JSON.stringify(body))?.[1];
  if (token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`);
  return token;
}

const pill = (page: Page, words: string | RegExp) => page.getByRole("button", { name: words }).last();
const state = (page: Page, words: string) => page.getByRole("main").getByText(words, { exact: true }).first();

/** A network between a page and its server that can be made to fail. */
const sockets = (() => {
  const open = new Set<WebSocketRoute>();
  let down = false;
  return {
    between: async (page: Page) =>
      page.routeWebSocket(/\/graphql/, (socket) => {
        if (down) {
          void socket.close({ code: 1012 });
          return;
        }
        socket.connectToServer();
        open.add(socket);
      }),
    cut: () => {
      down = true;
      for (const socket of open) void socket.close({ code: 1012 });
      open.clear();
    },
    heal: () => {
      down = false;
    },
  };
})();
