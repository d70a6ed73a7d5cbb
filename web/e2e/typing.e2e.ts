/**
 * Nothing typed is lost or misread: key by key, at three speeds, into every field of every node; then the step is left and
 * opened again, and what stands in the field, and what the server has, is what was typed.
 *
 * TYPING=full types into each field at each speed; otherwise one of them a field, drawn by SEED.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { desktop } from "./lib/browser.ts";
import { withStack } from "./lib/with-stack.ts";
import { ask } from "./runs-flows.ts";

const stack = withStack();
const full = process.env["TYPING"] === "full";
const seed = Number(process.env["SEED"] ?? 1);
console.log(`typing ${full ? "in full" : "by SEED"}=${seed}`);

/** Milliseconds from key to key; with the last, the draft is saved in the middle of the text. */
const speeds = [0, 15, 60] as const;
const passes = full ? speeds.map((_, pass) => pass) : [seed];
const texts =
  "input:not([type=checkbox], [type=radio], [aria-hidden=true], [role=combobox]), textarea, [role=textbox]";

/** What the step does, what it is called, and its options. */
const inspector = "[aria-label=Configuration], [aria-label=Name], [aria-label=Name] ~ div";

interface Box {
  readonly section: string;
  readonly label: string;
  readonly kind: "name" | "json" | "code" | "number" | "duration" | "cron" | "text";
  readonly shown: string;
}

const key = (node: string) => node.replace(".", "_");

test.each(passes)(
  "every field of every node keeps what is typed into it (%d)",
  { timeout: 900_000 },
  async (pass) => {
    const nodes = await catalogue();
    const slug = `typing-${pass}`;
    // The options are the same for all; those of one are opened.
    const steps = nodes.map((node) => [key(node), { node, ...(node === "manual" ? { note: "kept" } : {}) }]);
    await create(slug, Object.fromEntries(steps));
    await stack.visit(`/flows/${slug}/edit`, desktop, async (page) => {
      const typed = new Map<string, readonly Typed[]>();
      for (const node of nodes) typed.set(node, await fill(page, node, pass));

      for (const [node, fields] of typed) {
        await open(page, node);
        await unfold(page, false);
        const back = await look(page);
        expect({
          node,
          fields: fields.map(({ box, text }) => [box.label, read(box, shownAs(back, box, text))]),
        }).toEqual({
          node,
          fields: fields.map(({ box, text }) => [box.label, read(box, text)]),
        });
      }
      const wanted = [...typed].flatMap(([node, fields]) =>
        fields.map(({ box, text }) => ({ node, label: box.label, value: JSON.stringify(read(box, text)) })),
      );
      const missing = async () => {
        const stored = new Map(
          Object.entries(await draftSteps(slug)).map(([name, step]) => [name, leaves(step)]),
        );
        return wanted.filter(({ node, value }) => stored.get(key(node))?.has(value) !== true);
      };
      await expect.poll(missing, { timeout: 20_000 }).toEqual([]);
      expect(wanted.length).toBeGreaterThan(35);
    });
  },
);

test("a step that is renamed, and renamed back, is the field one is in", async () => {
  const steps = { first: { node: "manual" }, say: { node: "log", config: { message: "Hello" } } };
  await create("renamed", steps);
  await stack.visit("/flows/renamed/edit", desktop, async (page) => {
    await open(page, "say");
    const name = page.getByRole("textbox", { name: "Key", exact: true });
    await name.fill("tell");
    await name.press("Enter");
    await page.locator('.react-flow__node[data-id="tell"]').waitFor();
    expect(await focusedLabel(page)).toBe("Key");
    await page.keyboard.press("End");
    await page.keyboard.type("_it");
    await page.keyboard.press("Tab");
    await page.locator('.react-flow__node[data-id="tell_it"]').waitFor();
    await page.keyboard.type("Tell them");
    const title = page.getByRole("textbox", { name: "Title", exact: true });
    expect(await title.inputValue()).toBe("Tell them");
    await expect
      .poll(async () => draftSteps("renamed"), later)
      .toMatchObject({ tell_it: { title: "Tell them" } });
    await page.locator(".react-flow").focus();
    for (const key of ["tell_it", "tell", "say"]) {
      await page.locator(`.react-flow__node[data-id="${key}"]`).waitFor();
      await expect.poll(async () => name.inputValue(), later).toBe(key);
      await page.keyboard.press("Control+z");
      if (key === "tell_it") await page.keyboard.press("Control+z");
    }
  });
});

test("who leaves a code field before its editor has come stays where one went", async () => {
  await create("slow", { value: { node: "transform", config: { value: 1 } } });
  await stack.visit("/flows/slow/edit", desktop, async (page) => {
    const come = Promise.withResolvers<void>();
    await page.route("**/LiveEditor-*.js", async (route) => {
      await come.promise;
      await route.continue();
    });
    await page.locator('.react-flow__node[data-id="value"]').click();
    const code = page.locator("[aria-label=Configuration] [role=textbox]").first();
    await code.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("[2]");
    const title = page.getByRole("textbox", { name: "Title", exact: true });
    await title.focus();
    await page.keyboard.type("before ");
    come.resolve();
    await page.locator("[aria-label=Configuration] [class*=live]").waitFor();
    await page.keyboard.type("after");
    expect(await title.inputValue()).toBe("before after");
    await expect
      .poll(async () => draftSteps("slow"), later)
      .toMatchObject({ value: { config: { value: ["number 2"] }, title: "before after" } });
  });
});

test("what is taken out takes no focus along", async () => {
  const retry = { max: 1, initial: "1s" };
  await create("parts", { say: { node: "log", config: { message: "Hello" }, retry, pin: { output: [1] } } });
  await stack.visit("/flows/parts/edit", desktop, async (page) => {
    await open(page, "say");
    for (const name of [/^Unpin/, "Remove Retry", "Retry"]) {
      await page.getByRole("button", { name, exact: true }).focus();
      await page.keyboard.press("Enter");
      await expect.poll(async () => focusedLabel(page)).not.toBe("");
      await page.getByRole("button", { name, exact: true }).waitFor({ state: "detached" });
      expect(await focusedLabel(page)).toMatch(
        { "Remove Retry": /^Retry$/, Retry: /^\d more/ }[String(name)] ?? /^(Key|Pin by hand)/,
      );
    }
  });
});

/** Until it is saved, on a machine that does other things as well. */
const later = { timeout: 15_000 };

/** What the focused control is called; nothing where nothing has the focus. */
async function focusedLabel(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: at, body } = document;
    if (at === null || at === body) return "";
    const label = "labels" in at ? (at as HTMLInputElement).labels?.[0]?.firstChild?.textContent : undefined;
    return at.getAttribute("aria-label") ?? label ?? at.textContent ?? "";
  });
}

interface Typed {
  readonly box: Box;
  readonly text: string;
}

/** Types into the fields of a step, and sees that each is where it was afterwards. */
async function fill(page: Page, node: string, pass: number): Promise<readonly Typed[]> {
  await open(page, node);
  await unfold(page, true);
  const boxes = await look(page);
  const typed: Typed[] = [];
  for (const [index, box] of boxes.entries()) {
    const isOption = box.section !== "Configuration";
    if (box.label === "Key" || (isOption && node !== "manual")) continue;
    // Those that were lost before are always among them.
    if (!full && !isOption && box.kind === "text" && (index + pass) % 3 > 0) continue;
    const text = textFor(box, index);
    await type(page, index, text, speeds[(index + pass) % speeds.length] ?? 0);
    typed.push({ box, text });
  }
  expect(await flawed(page), "no regular expression is a message").toEqual([]);
  const names = (all: readonly Box[]) => all.map(({ kind, label }) => `${kind} ${renamed(label)}`);
  expect({ node, names: names(await look(page)) }).toEqual({ node, names: names(boxes) });
  return typed;
}

async function open(page: Page, node: string): Promise<void> {
  // Wherever it is: what is far away or below the toolbar is chosen as well.
  await page.locator(".react-flow").focus();
  await page.locator(`.react-flow__node[data-id="${key(node)}"]`).dispatchEvent("click");
  const name = page.getByRole("textbox", { name: "Key", exact: true });
  await expect.poll(async () => name.inputValue(), { timeout: 10_000 }).toBe(key(node));
}

/** Shows all there is; `add` also makes one of each thing that is not there yet. */
async function unfold(page: Page, add: boolean): Promise<void> {
  const inside = page.locator("[aria-label=Configuration], [aria-label=Name] ~ div");
  for (let clicks = 0; clicks < 60; clicks += 1) {
    const closed = inside.locator("button[aria-expanded=false]:not([role=combobox], [aria-haspopup])");
    const absent = inside.locator(
      "button:not([aria-pressed], [role], [aria-expanded], [aria-label], [data-typed])",
    );
    const next =
      (await closed.count()) > 0
        ? closed.first()
        : add && (await absent.count()) > 0
          ? absent.first()
          : undefined;
    if (!next) return;
    // Each is pressed once: a list stays where it is, and would get item after item.
    await next.evaluate((button: HTMLElement) => {
      button.dataset["typed"] = "";
      button.focus();
      button.click();
    });
    await expect.poll(async () => focusedLabel(page), { message: "the focus stays" }).not.toBe("");
  }
  throw new Error("there is no end of what can be opened");
}

async function look(page: Page): Promise<readonly Box[]> {
  const found = page.locator(inspector).locator(texts);
  return found.evaluateAll((elements) =>
    elements.map((element) => {
      const host =
        element.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : element;
      const field = element as HTMLInputElement;
      const label = element.getAttribute("aria-label") ?? field.labels?.[0]?.firstChild?.textContent ?? "";
      const placeholder = field.placeholder ?? "";
      const lines = [...element.querySelectorAll(".cm-line")].map((line) => line.textContent);
      const isCode = element.getAttribute("role") === "textbox";
      const asked = host.closest("[data-config], section")?.getAttribute("aria-label") ?? "Options";
      const hint = element.querySelector(".cm-placeholder, [class*=placeholder]")?.textContent ?? "";
      const empty = hint !== "" || lines.join("") === "";
      return {
        section: asked,
        label,
        kind: isCode
          ? /^statement$/i.test(label)
            ? ("code" as const)
            : ("json" as const)
          : / name \d+$/.test(label) || /: name \d/.test(label)
            ? ("name" as const)
            : field.inputMode === "numeric" || field.inputMode === "decimal" || field.type === "number"
              ? ("number" as const)
              : placeholder.includes("30s") || /wait$|^timeout$/i.test(label)
                ? ("duration" as const)
                : placeholder.startsWith("0 9") || label.startsWith("Cron")
                  ? ("cron" as const)
                  : ("text" as const),
        shown: isCode
          ? lines.length > 0
            ? hint
              ? ""
              : lines.join("\n")
            : hint && empty
              ? ""
              : (element.textContent ?? "")
          : field.value,
      };
    }),
  );
}

async function type(page: Page, index: number, text: string, delay: number): Promise<void> {
  const box = page.locator(inspector).locator(texts).nth(index);
  await box.focus();
  await page.keyboard.press("Control+a");
  const middle = delay === 60 ? Math.ceil(text.length / 2) : text.length;
  await page.keyboard.type(text.slice(0, middle), { delay });
  if (middle === text.length) return;
  await page.waitForTimeout(750);
  await page.keyboard.type(text.slice(middle), { delay });
}

/** What fits the field and stands nowhere else. */
function textFor({ kind }: Box, index: number): string {
  const n = index + 11;
  switch (kind) {
    case "name":
      return index % 2 === 0 ? `x-${n}` : String(n);
    case "number":
      return [`${n}.05`, `${n}345678901234567890`, `-${n}`, `1.${n}e12`, `${n}00`][n % 5] ?? "";
    case "duration":
      return `${n}s`;
    case "cron":
      return `${n} 9 * * 1-5`;
    case "code":
      return `select '${n}' as "a[0]" from t where (x = [1]) -- it's {}`;
    case "json":
      return (
        [
          `["x${n}", "y"]`,
          `{"k": [1.05, "it's ${n} \\"q\\""], "b": {"c": null}, "a": -0.5}`,
          `"s${n} {x}"`,
          `{{ input.x${n}[0] & "y" }}`,
          `[[${n}345678901234567890], {"n": 1e3}]`,
        ][n % 5] ?? ""
      );
    case "text":
      return `10s ${n} "q" [x] {{ input }}'n`;
  }
}

/** What a text says in its field. */
function read({ kind }: Box, text: string): unknown {
  if ((kind !== "json" && kind !== "number") || text.trimStart().startsWith("{{")) return text;
  try {
    const value = parse(text);
    return kind === "json" || String(value).startsWith("number ") ? value : text;
  } catch {
    return text;
  }
}

/** Numbers as texts, with all their digits; names in order. So that two values can be compared. */
function parse(text: string): unknown {
  return JSON.parse(text, (_, part: unknown, context?: { source?: string }) => {
    const source = context?.source ?? "";
    if (typeof part === "number") return `number ${/^-?\d{16,}$/.test(source) ? source : part}`;
    return isObject(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  });
}

const isObject = (part: unknown): part is object =>
  typeof part === "object" && part !== null && !Array.isArray(part);

function shownAs(boxes: readonly Box[], { section, label, kind }: Box, text: string): string {
  const same = boxes.filter(
    (box) => box.section === section && box.kind === kind && renamed(box.label) === renamed(label),
  );
  const found =
    same.find((box) => JSON.stringify(read(box, box.shown)) === JSON.stringify(read(box, text))) ?? same[0];
  return found?.shown ?? `no field ${label}`;
}

/** The value of a key is called by it, and the key was typed. */
const renamed = (label: string) => label.replace(/^([^:]+): (?!name).*/, "$1: value");

/** All that a document holds, names included. */
function leaves(part: unknown, found = new Set<string>()): ReadonlySet<string> {
  found.add(JSON.stringify(part));
  for (const [name, value] of typeof part === "object" && part !== null ? Object.entries(part) : []) {
    found.add(JSON.stringify(name));
    leaves(value, found);
  }
  return found;
}

async function flawed(page: Page): Promise<readonly string[]> {
  const said = await page
    .locator("[data-config] p, [data-config] [role=alert], section li")
    .allTextContents();
  return said.filter((text) => /\^|\]\+|\(\?:|\$$/.test(text));
}

async function create(slug: string, steps: object): Promise<void> {
  const document = { reflux: 1, name: slug, steps, edges: [] };
  await ask(
    stack.origin,
    "mutation ($slug: String!, $document: JSON) { createFlow(input: { slug: $slug, document: $document }) { result { slug } } }",
    { slug, document },
  );
}

async function draftSteps(slug: string): Promise<object> {
  const query = "query ($slug: String!) { flowBySlug(slug: $slug) { draft { document } } }";
  return Object((await answer(query, { slug })).flowBySlug.draft).document.steps;
}

async function catalogue(): Promise<readonly string[]> {
  const { nodes } = await answer("{ nodes(first: 500) { nodes { manifest } } }", {});
  const manifests: readonly { manifest: { id: string } }[] = nodes.nodes;
  return [...new Set(manifests.map(({ manifest }) => manifest.id))];
}

/** As text, so that no digit is lost on the way. */
async function answer(query: string, variables: object) {
  const response = await fetch(`${stack.origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: stack.origin },
    body: JSON.stringify({ query, variables }),
  });
  return Object(parse(await response.text())).data;
}
