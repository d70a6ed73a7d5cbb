import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axe } from "./lib/axe.ts";
import { type Chromium, desktop, type Look, launchChromium, phone } from "./lib/browser.ts";
import { overflow } from "./lib/overflow.ts";
import { type Site, serveSite } from "./lib/serve.ts";
import { shoot } from "./lib/shoot.ts";
import { type Act, visitor } from "./lib/visit.ts";

let chromium: Chromium | undefined;
let site: Site | undefined;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "reflux-gallery-"));
  await build({
    configFile: join(import.meta.dirname, "../vite.config.ts"),
    mode: "gallery",
    logLevel: "error",
    build: { outDir: folder, emptyOutDir: true },
  });
  [chromium, site] = await Promise.all([launchChromium(), serveSite(folder)]);
});

afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const looks: Readonly<Record<string, Look>> = {
  light: desktop,
  dark: { ...desktop, theme: "dark" },
  "light, high contrast": { ...desktop, contrast: "more" },
  "dark, high contrast": { ...desktop, theme: "dark", contrast: "more" },
  "phone, light": phone,
  "phone, dark": { ...phone, theme: "dark" },
  "phone, dark, high contrast": { ...phone, theme: "dark", contrast: "more" },
};

describe.each(Object.entries(looks))("%s", (name, look) => {
  test("every part in every state: no violation, no complaint, no sideways scrolling", async () => {
    await visit(look, async (page) => {
      await page.getByRole("heading", { name: "Forms" }).waitFor();
      // The code editor is lazy; its frame is there before it.
      await page.getByLabel("Query", { exact: true }).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await shoot(page, `gallery-${name.replaceAll(/\W+/g, "-")}`);
    });
  });

  test("a dialog, a menu, the palette and the help sheet, each open", async () => {
    await visit(look, async (page) => {
      await page.getByRole("button", { name: "Open a dialog" }).click();
      await page.getByRole("dialog", { name: "Re-drive from charge card" }).waitFor();
      expect(await axe(page)).toEqual([]);
      await shoot(page, `dialog-${name.replaceAll(/\W+/g, "-")}`);
      await page.keyboard.press("Escape");

      await page.getByRole("button", { name: "Open a menu" }).click();
      await page.getByRole("menuitem", { name: "Duplicate" }).waitFor();
      expect(await axe(page)).toEqual([]);
      await shoot(page, `menu-${name.replaceAll(/\W+/g, "-")}`);
      await page.keyboard.press("Escape");

      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Find a command" }).fill("go");
      await page.getByRole("option", { name: "Go to runs" }).waitFor();
      expect(await axe(page)).toEqual([]);
      await shoot(page, `palette-${name.replaceAll(/\W+/g, "-")}`);
      await page.keyboard.press("Escape");

      await page.getByRole("heading", { name: "Gallery" }).click();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      expect(await axe(page)).toEqual([]);
      await shoot(page, `keys-${name.replaceAll(/\W+/g, "-")}`);
    });
  });
});

test("a table, by keys alone", async () => {
  await visit(desktop, async (page) => {
    const table = page.getByRole("grid", { name: "Runs" });
    const active = async () =>
      table.evaluate(
        (grid) => document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.innerText,
      );
    await table.focus();
    expect(await active()).toContain("48211");
    await page.keyboard.press("j");
    expect(await active()).toContain("48210");
    await page.keyboard.press("x");
    expect(await table.getByRole("row", { selected: true }).count()).toBe(1);
    await page.keyboard.press("End");
    expect(await active()).toContain("47814");
    await page.keyboard.press("Home");
    expect(await active()).toContain("48213");
  });
});

test("the editor is one at a time, and holds its text when it is left", async () => {
  await visit(desktop, async (page) => {
    const query = page.getByRole("textbox", { name: "Query" });
    const body = page.getByRole("textbox", { name: "Body" }).first();
    await query.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" -- edited");
    await body.click();
    await page.locator(".cm-editor").waitFor();
    expect(await page.locator(".cm-editor").count()).toBe(1);
    expect(await query.innerText()).toContain("-- edited");
  });
});

async function visit(look: Look, act: Act): Promise<void> {
  if (!chromium || !site) throw new Error("the browser and the site were not started");
  await visitor(chromium, site.origin)("/gallery", look, async (page, watch) => {
    // This site has no API behind it, so nothing can be live.
    watch.expect(/WebSocket connection to .* failed/);
    await act(page, watch);
  });
}
