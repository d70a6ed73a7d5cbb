import { readFileSync, writeFileSync } from "node:fs";
import type pg from "pg";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { SCOPE_NAMES } from "#language/expression.ts";
import {
  concurrencyOptions,
  flowFields,
  pinOptions,
  propertyOrder,
  retryOptions,
  stepOptions,
} from "#language/flow/order.ts";
import { isObject } from "#language/is-object.ts";
import { builtinNodes } from "#nodes/registry.ts";

/**
 * nodes/FLOWS.md says what a flow may hold; so do the database, which has the last word, and language/, by which the page
 * goes. Here they are held against each other, both ways. worker/dev/readmes.test.ts runs the flows of the document.
 */
const file = new URL("../../nodes/FLOWS.md", import.meta.url);

const places: Readonly<Record<string, readonly [keys: readonly string[], at: readonly string[]]>> = {
  flow: [flowFields, []],
  step: [stepOptions, ["steps", "it"]],
  retry: [retryOptions, ["steps", "it", "retry"]],
  concurrency: [concurrencyOptions, ["steps", "it", "concurrency"]],
  pin: [pinOptions, ["steps", "it", "pin"]],
};

const whole = {
  reflux: 1,
  steps: { it: { node: "transform", config: { value: 1 }, retry: {}, concurrency: { limit: 1 }, pin: {} } },
  edges: [],
};

type Problem = { readonly path: string; readonly code: string; readonly message: string };

/** A database that knows the nodes, asked about the flow with one value more. */
async function asking(work: (ask: Ask, db: pg.ClientBase) => Promise<void>): Promise<void> {
  await withTx(async (db) => {
    const manifests = builtinNodes.map(({ manifest }) => manifest);
    await db.query("select reflux_private.register_worker('w', $1, 1)", [JSON.stringify(manifests)]);
    await work(async (at, value) => {
      const { rows } = await db.query("select reflux.check_flow(jsonb_set($1, $2, $3)) as problems", [
        JSON.stringify(whole),
        at,
        JSON.stringify(value),
      ]);
      const problems: readonly Problem[] = rows[0].problems;
      return problems.filter(({ path }) => path === at.join("."));
    }, db);
  });
}
type Ask = (at: readonly string[], value: unknown) => Promise<readonly Problem[]>;

/** Every word that the functions which check a flow have between quotes: what they accept is among them. */
async function wordsOfSql(db: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await db.query<{ word: string }>(
    `select distinct w[1] as word from pg_proc p, regexp_matches(p.prosrc, '''([a-z_]{2,20})''', 'g') w
     where p.pronamespace in ('reflux'::regnamespace, 'reflux_private'::regnamespace) and p.proname ~ '^check_'`,
  );
  return rows.map(({ word }) => word);
}

/** What the database says a value must be, whatever is wrong with it. */
async function mustBe(ask: Ask, at: readonly string[]): Promise<string | undefined> {
  for (const wrong of ["\u0007", [], -1, {}]) {
    const told = (await ask(at, wrong)).find(({ message }) => message.startsWith("must be "));
    if (told) return told.message.slice("must be ".length);
  }
  return undefined;
}

test.for(Object.entries(places))(
  "the keys of a %s are those that the database accepts",
  async ([place, [keys, at]]) => {
    await asking(async (ask, db) => {
      const accepted: string[] = [];
      for (const word of new Set([...(await wordsOfSql(db)), ...keys, "misspelt"])) {
        const problems = await ask([...at, word], 1);
        if (!problems.some(({ code }) => code === "RFV20")) accepted.push(word);
      }

      expect(accepted.toSorted(), place).toEqual(keys.toSorted());
    });
  },
);

test.for(Object.entries(places))(
  "FLOWS.md has each key of a %s, and what the database says it must be",
  async ([place, [keys, at]]) => {
    await asking(async (ask) => {
      const before = rowsOf(`keys: ${place}`);
      const rows: string[][] = [];
      for (const key of keys) {
        const [, must = "", is = ""] = before.find(([name]) => name === `\`${key}\``) ?? [];
        rows.push([`\`${key}\``, (await mustBe(ask, [...at, key])) ?? must, is]);
      }
      update(`keys: ${place}`, ["key", "must be", "is"], rows);

      expect(rowsOf(`keys: ${place}`)).toEqual(rows);
      expect(rows.flat().every((cell) => cell !== "")).toBe(true);
    });
  },
);

test("FLOWS.md has each name that an expression sees", () => {
  expect(rowsOf("names").map(([name]) => name)).toEqual(SCOPE_NAMES.map((name) => `\`${name}\``));
  expect(rowsOf("names").every(([, is]) => is !== "")).toBe(true);
});

test("FLOWS.md has the nodes and each field of their configs, as their manifests say", () => {
  const manifests = builtinNodes.map(({ manifest }) => manifest);
  const nodes = manifests.map(({ id, summary, ports, secrets, retry, timeoutMs, kind }) => [
    `[\`${id}\`](${id}/README.md)`,
    summary,
    ports === "dynamic" ? "by its config" : names(ports),
    names(secrets),
    kind === "trigger" ? "–" : `${retry.max} retries, ${timeoutMs / 1_000} s`,
  ]);
  const fields = manifests.flatMap(({ id, config }) =>
    fieldsOf(config, "").map((cells, row) => [row === 0 ? `\`${id}\`` : "", ...cells]),
  );
  update("nodes", ["node", "does", "ports", "secrets in", "without `retry`, `timeout`"], nodes);
  update("fields", ["node", "config", "must be", "left out", "is"], fields);

  expect(rowsOf("nodes")).toEqual(nodes);
  expect(rowsOf("fields")).toEqual(fields);
  expect(fields.length).toBeGreaterThan(nodes.length);
});

/** A row for each field of a config, and for those within it. */
function fieldsOf(schema: unknown, before: string): string[][] {
  if (!isObject(schema) || !isObject(schema["properties"])) return [];
  const { properties, required } = schema;
  return propertyOrder(schema).flatMap((name) => {
    const field = properties[name];
    if (!isObject(field)) return [];
    const missing = Array.isArray(required) && required.includes(name) ? "refused" : "–";
    const without = "default" in field ? `\`${JSON.stringify(field["default"])}\`` : missing;
    const said = field["description"] ?? field["title"];
    const is = (typeof said === "string" ? said : name).replaceAll("|", "\\|");
    return [
      [`\`${before}${name}\``, kindOf(field), without, is],
      ...fieldsOf(field, `${before}${name}.`),
      ...fieldsOf(field["items"], `${before}${name}[].`),
    ];
  });
}

function kindOf(field: Readonly<Record<string, unknown>>): string {
  const { type, enum: choices, items, "x-reflux-widget": widget, "x-reflux-url": url } = field;
  if (Array.isArray(choices)) return choices.map((choice) => `\`${String(choice)}\``).join(" ");
  if (widget === "duration") return "duration";
  if (url === true) return "URL";
  if (type === "array") return isObject(items) ? `list: ${kindOf(items)}` : "list";
  return typeof type === "string" ? type : "any value";
}

const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(" ") || "–";

/** The rows of a table between its marks, cell by cell. */
function rowsOf(mark: string): readonly (readonly string[])[] {
  const table = blockOf(mark).exec(readFileSync(file, "utf8"))?.[2] ?? "";
  const rows = table.trim().split("\n").slice(2);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

/** `UPDATE_README=1` writes it. */
function update(mark: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  if (!process.env["UPDATE_README"]) return;
  const lines = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text.replace(blockOf(mark), (_, begin, __, end) => `${begin}${lines.join("\n")}\n${end}`),
  );
}

function blockOf(mark: string): RegExp {
  return new RegExp(`(<!-- ${mark} -->\n)([\\s\\S]*?)(<!-- end -->)`);
}
