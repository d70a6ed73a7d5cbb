import { describe, expect, test } from "vitest";
import { axe } from "./lib/axe.ts";
import { desktop, looks } from "./lib/browser.ts";
import { faults } from "./lib/faults.ts";
import { overflow } from "./lib/overflow.ts";
import { shoot } from "./lib/shoot.ts";
import { withStack } from "./lib/with-stack.ts";

const stack = withStack();
const { visit } = stack;

test("a secret is set, never seen again, and deleted only by its name", async () => {
  const value = "sk-live-do-not-tell";
  await visit("/settings/secrets", desktop, async (page) => {
    const answers: string[] = [];
    page.on("response", (response) => {
      if (response.url().endsWith("/graphql"))
        void response.text().then(
          (text) => answers.push(text),
          () => {},
        );
    });
    await page.getByRole("button", { name: "New secret" }).click();
    const dialog = page.getByRole("dialog", { name: "New secret" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("shop_key");
    await dialog.getByLabel("Value").fill(value);
    expect(await axe(page)).toEqual([]);
    await shoot(page, "settings-secret-set-light");
    await dialog.getByRole("button", { name: "Set" }).click();
    await page.getByRole("cell", { name: "shop_key", exact: true }).waitFor();
    await dialog.waitFor({ state: "detached" });
    expect(await page.content()).not.toContain(value);

    await page.getByRole("button", { name: "Delete shop_key" }).click();
    const remove = page.getByRole("dialog", { name: "Delete shop_key?" });
    const button = remove.getByRole("button", { name: "Delete" });
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    await remove.getByRole("textbox").fill("shop_key");
    expect(await axe(page)).toEqual([]);
    await button.click();
    await page.getByText("No secret yet").waitFor();
    expect(answers.join()).not.toContain(value);
  });
});

test("a viewer's token is shown once, lets in, and may read but not change", async () => {
  let token = "";
  await visit("/settings/tokens", desktop, async (page) => {
    await page.getByRole("button", { name: "New token" }).click();
    const dialog = page.getByRole("dialog", { name: "New token" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("looker");
    expect(await axe(page)).toEqual([]);
    await shoot(page, "settings-token-new-light");
    await dialog.getByRole("button", { name: "Create" }).click();
    const made = page.getByRole("dialog", { name: "The token of looker" });
    token = (await made.getByText(/^rfx_/).textContent()) ?? "";
    expect(token).toMatch(/^rfx_[\w-]{20,}$/);
    expect(await axe(page)).toEqual([]);
    await made.getByRole("button", { name: "Done" }).click();
    await page.getByRole("cell", { name: "looker", exact: true }).waitFor();
    expect(await page.content()).not.toContain(token);
  });

  await visit(
    "/settings/secrets",
    desktop,
    async (page) => {
      await page.getByText("For editors and admins").waitFor();
      await shoot(page, "settings-viewer-refused-light");
      expect(await axe(page)).toEqual([]);
      await page.goto(`${stack.origin}/settings/engine`);
      await page.getByLabel("Keep history").fill("60");
      const save = page.getByRole("button", { name: "Save" });
      expect(await save.getAttribute("aria-disabled")).toBe("true");
      await save.hover();
      await page.getByText("Needs the role admin. Yours is viewer.").waitFor();
    },
    { token },
  );
});

test("retention is changed, and read back", async () => {
  await visit("/settings/engine", desktop, async (page) => {
    await page.getByLabel("Keep history").fill("45");
    await page.getByRole("button", { name: "Copy as" }).last().click();
    await page.getByRole("menuitem", { name: "Copy as SQL" }).click();
    expect(await page.evaluate(async () => navigator.clipboard.readText())).toBe(
      "select * from reflux.change_settings(keep_history => '45 days');",
    );
    await shoot(page, "settings-engine-changed-light");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Settings changed").waitFor();
    await page.reload();
    await expect.poll(async () => page.getByLabel("Keep history").inputValue()).toBe("45");
  });
});

describe.each(Object.entries(looks))("in %s", (name, look) => {
  test.each([
    ["appearance", /High contrast/],
    ["secrets", /No secret yet/],
    ["variables", /No variable yet|shop_url/],
    ["tokens", /reflux_viewer/],
    ["schedules", /No schedule yet/],
    ["workers", /live/],
    ["engine", /Losses before failure/],
  ])("%s has no accessibility fault and fits", async (section, text) => {
    await visit(`/settings/${section}`, look, async (page) => {
      await page.getByText(text).first().waitFor();
      await shoot(page, `settings-${section}-${name}`);
      expect(await faults(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    });
  });
});
