import type pg from "pg";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { builtinNodes } from "#nodes/registry.ts";

/**
 * Whatever a flow may hold is walked: every field of the format, every option of a step, every field of every node's
 * config, each with a value of the wrong type, one that cannot be, and a misspelt neighbour. Deploy names the place.
 */
type Json = Readonly<Record<string, unknown>>;
type Place = readonly (string | number)[];
interface Mistake {
  readonly what: string;
  readonly at: Place;
  readonly value: unknown;
}

const manifests = builtinNodes.map(({ manifest }) => manifest);

async function problemsOf(db: pg.ClientBase, document: unknown): Promise<{ path: string; hint?: string }[]> {
  const { rows } = await db.query("select reflux.check_flow($1) as problems", [JSON.stringify(document)]);
  return rows[0].problems;
}

async function withNodes(work: (db: pg.ClientBase) => Promise<void>): Promise<void> {
  await withTx(async (db) => {
    await db.query("select reflux_private.register_worker('w', $1, 1)", [JSON.stringify(manifests)]);
    await work(db);
  });
}

/** The mistakes that nobody was told of. */
async function unnoticed(db: pg.ClientBase, base: Json, mistakes: readonly Mistake[]): Promise<string[]> {
  const missed: string[] = [];
  for (const { what, at, value } of mistakes) {
    const path = pathOf(at);
    const problems = await problemsOf(db, put(base, at, value));
    if (
      !problems.some(
        (one) => one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`),
      )
    )
      missed.push(`${path}: ${what} ${JSON.stringify(value)?.slice(0, 60)}`);
  }
  return missed;
}

function put(value: unknown, [key, ...rest]: Place, part: unknown): unknown {
  if (key === undefined) return part;
  if (typeof key === "number") {
    const list = Array.isArray(value) ? [...value] : [];
    list[key] = put(list[key], rest, part);
    return list;
  }
  const object = typeof value === "object" && value !== null ? { ...value } : {};
  return { ...object, [key]: put(Reflect.get(object, key), rest, part) };
}

function pathOf(at: Place): string {
  return at.reduce<string>(
    (path, key) => (typeof key === "number" ? `${path}[${key}]` : path ? `${path}.${key}` : key),
    "",
  );
}

/** Every mistake that a schema lets one make below a place. A schema without a type takes anything. */
function mistakesIn(schema: Json, at: Place): Mistake[] {
  const add = (what: string, value: unknown): Mistake => ({ what, at, value });
  const {
    type,
    minimum,
    maximum,
    minLength,
    maxLength,
    minItems,
    maxItems,
    properties,
    items,
    additionalProperties: others,
  } = schema;
  const mistakes: Mistake[] = [];
  if (type !== undefined || "enum" in schema)
    mistakes.push(add("wrong type", type === "object" ? "text" : { wrong: "type" }));
  if ("enum" in schema) mistakes.push(add("no choice", "never-a-choice"));
  if (typeof minimum === "number") mistakes.push(add("too small", minimum - 1));
  if (typeof maximum === "number") mistakes.push(add("too large", maximum + 1));
  if (typeof minLength === "number") mistakes.push(add("too short", "x".repeat(minLength - 1)));
  if (typeof maxLength === "number") mistakes.push(add("too long", "x".repeat(maxLength + 1)));
  if (typeof minItems === "number" && minItems > 0) mistakes.push(add("too few", []));
  if (typeof maxItems === "number")
    mistakes.push(
      add(
        "too many",
        Array.from({ length: maxItems + 1 }, () => 1),
      ),
    );
  if (schema.uniqueItems) mistakes.push(add("twice", ["insert", "insert"]));
  if ("pattern" in schema || "format" in schema) mistakes.push(add("impossible", "\u0007 <not that>"));
  if (typeof properties === "object" && properties !== null) {
    if (others === false) mistakes.push({ what: "misspelt", at: [...at, "misspelt"], value: 1 });
    else mistakes.push({ what: "open to misspelling", at: [...at, "misspelt"], value: 1 });
    for (const [key, child] of Object.entries(properties)) mistakes.push(...mistakesIn(child, [...at, key]));
  } else if (typeof others === "object" && others !== null) {
    mistakes.push(...mistakesIn({ ...others }, [...at, "anything"]));
  }
  if (typeof items === "object" && items !== null) mistakes.push(...mistakesIn({ ...items }, [...at, 0]));
  return mistakes;
}

test.each(manifests.map((manifest) => [manifest.id, manifest] as const))(
  "every field of %s",
  async (id, manifest) => {
    await withNodes(async (db) => {
      const base = {
        reflux: 1,
        name: "flow",
        steps: { it: { node: id, config: manifest.examples[0]?.config ?? {} } },
        edges: [],
      };

      const mistakes = mistakesIn({ ...manifest.config }, ["steps", "it", "config"]);

      expect(await unnoticed(db, base, mistakes)).toEqual([]);
    });
  },
);

/** Of each option what it cannot be, by its place within the option. */
const options: Readonly<Record<string, readonly (readonly [Place, unknown])[]>> = {
  node: [
    [[], 1],
    [[], "transfrom"],
    [[], "transform@99"],
    [[], null],
  ],
  config: [
    [[], 1],
    [[], []],
    [["valeu"], 1],
  ],
  retry: [
    ...[1, "5", [], null].map((value) => [[], value] as const),
    [["maxx"], 1],
    ...[-1, 1.5, 101, "5", null].map((value) => [["max"], value] as const),
    ...["exponentiel", 1, null].map((value) => [["backoff"], value] as const),
    ...["soon", "-5s", "100 years", {}, null].flatMap((value) => [
      [["initial"], value] as const,
      [["limit"], value] as const,
    ]),
    ...[-0.1, 1.1, "0.5", null].map((value) => [["jitter"], value] as const),
    ...[1, { RFX: -1 }, { RFX: "2" }, { rfx: 1 }, { RFQ: 1 }, { RFX123: 1 }].map(
      (value) => [["classes"], value] as const,
    ),
  ],
  timeout: [0, "0s", "-5s", "25d", "soon", {}, null].map((value) => [[], value] as const),
  cache: [
    [[], 1],
    [[], {}],
    [[], { ttl: "5m" }],
    [[], null],
  ],
  join: [1, "some", "ALL", null].map((value) => [[], value] as const),
  on_error: [1, "ignore", null].map((value) => [[], value] as const),
  concurrency: [
    ...[1, "1", []].map((value) => [[], value] as const),
    ...[0, -1, 1.5, "2", null].map((value) => [["limit"], value] as const),
    [["kye"], "a"],
    [["key"], 1],
  ],
  pin: [
    [[], 1],
    [[], []],
    [["outptu"], 1],
  ],
  disabled: [
    [[], 1],
    [[], "true"],
  ],
  title: [
    [[], 1],
    [[], {}],
  ],
  note: [
    [[], 1],
    [[], {}],
  ],
};

const base = {
  reflux: 1,
  name: "flow",
  steps: {
    it: {
      node: "transform",
      config: { value: 1 },
      retry: { max: 1 },
      concurrency: { limit: 1 },
      pin: { output: 1 },
    },
    nap: { node: "wait", config: { signal: true } },
    call: { node: "flow.call", config: { flow: "flow" } },
    fork: { node: "flow.branch", config: { cases: [{ port: "big", when: true }] } },
  },
  edges: ["it -> nap", "nap -> call", "call -> fork"],
};

test("every option of a step", async () => {
  await withNodes(async (db) => {
    const [misspelt] = await problemsOf(db, put(base, ["steps", "it", "misspelt"], 1));
    const known = /^Options: (.+)\.$/.exec(misspelt?.hint ?? "")?.[1]?.split(", ");

    expect(known?.toSorted()).toEqual(Object.keys(options).toSorted());
    expect(await problemsOf(db, base)).toEqual([]);
    const mistakes = Object.entries(options).flatMap(([option, wrong]) =>
      wrong.map(([place, value]) => ({ what: "impossible", at: ["steps", "it", option, ...place], value })),
    );
    expect(await unnoticed(db, base, mistakes)).toEqual([]);
  });
});

test("every field of a flow", async () => {
  await withNodes(async (db) => {
    const wrong: Readonly<Record<string, readonly unknown[]>> = {
      reflux: [2, "1", null],
      name: [1, null],
      title: [1, {}],
      description: [1, []],
      tags: [1, "a", [1]],
      input: [1, "object", { type: "objekt" }, { requierd: [] }],
      steps: [1, [], {}, null],
      edges: [1, {}, [1], ["it"], ["it -> gone"]],
      layout: [1, []],
    };
    const [misspelt] = await problemsOf(db, { ...base, misspelt: 1 });

    expect(
      /^Fields: (.+)\.$/
        .exec(misspelt?.hint ?? "")?.[1]
        ?.split(", ")
        .toSorted(),
    ).toEqual(Object.keys(wrong).toSorted());
    const mistakes = Object.entries(wrong).flatMap(([field, values]) =>
      values.map((value) => ({ what: "impossible", at: [field], value })),
    );
    expect(await unnoticed(db, base, mistakes)).toEqual([]);
  });
});

test.each<[string, Place, unknown]>([
  ["a time-out of a step that sleeps", ["steps", "nap", "timeout"], "5m"],
  ["a time-out of a call", ["steps", "call", "timeout"], "5m"],
  ["a disabled branch, whose input no way leads on", ["steps", "fork", "disabled"], true],
  ["a secret where none may stand", ["steps", "it", "config", "value"], "{{ secrets.key }}"],
  ["a secret in an option", ["steps", "it", "concurrency"], { limit: 1, key: "{{ secrets.key }}" }],
  ["all secrets", ["steps", "it", "config", "value"], "{{ secrets }}"],
  ["the item of no loop", ["steps", "it", "config", "value"], "{{ item.id }}"],
  ["the index of no loop", ["steps", "it", "config", "value"], "{{ 'n' & index }}"],
  ["two ways to wait", ["steps", "nap", "config"], { signal: true, duration: "5s" }],
  ["no way to wait", ["steps", "nap", "config"], {}],
  ["a moment that is none", ["steps", "nap", "config"], { until: "2026-02-30T00:00:00Z" }],
  ["a wait beyond the calendar", ["steps", "nap", "config"], { duration: "9999999d" }],
  ["a wait without a signal that gives up", ["steps", "nap", "config"], { duration: "5s", timeout: "1s" }],
])("%s is told", async (what, at, value) => {
  await withNodes(async (db) => {
    expect(await unnoticed(db, base, [{ what, at, value }])).toEqual([]);
  });
});

test.each<[string, unknown]>([
  ["an item's own field", "{{ input.lines[item = 2].{ 'index': index } }}"],
  ["a variable", "{{ $map(input.lines, function($item, $index) { $item + $index }) }}"],
  ["a text", "{{ 'secrets.key, item' & \" index\" }}"],
  ["a name that only begins so", "{{ input.item & input.index & input.secrets.key }}"],
])("%s is nothing to tell of", async (_, value) => {
  await withNodes(async (db) => {
    expect(await problemsOf(db, put(base, ["steps", "it", "config", "value"], value))).toEqual([]);
  });
});

test("a secret without a value is a warning, and the flow is deployed with it", async () => {
  await withNodes(async (db) => {
    const url = { node: "http.request", config: { url: "https://h/?k={{ secrets.later }}" } };
    const document = { reflux: 1, name: "flow", steps: { get: url }, edges: [] };

    expect(await problemsOf(db, document)).toEqual([
      expect.objectContaining({ path: "steps.get.config.url", code: "RFV16", severity: "warning" }),
    ]);
    const notices: string[] = [];
    Reflect.get(db, "on").call(db, "notice", ({ message }: { message: string }) => notices.push(message));
    await db.query("select reflux.deploy_flow('flow', $1)", [JSON.stringify(document)]);
    expect(notices).toEqual(["steps.get.config.url there is no secret later yet"]);
  });
});
