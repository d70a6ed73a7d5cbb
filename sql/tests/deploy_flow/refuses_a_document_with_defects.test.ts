import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { deploy, flow, one, refusal } from "../kit.ts";
import { Worker } from "../worker.ts";

type Problem = {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
};

const strict = (config: unknown) => flow({ a: { node: "test.strict", config } });
/** An edge for each port. */
const choosing = (config: unknown, ...ports: readonly string[]) =>
  flow(
    { a: { node: "test.choose", config }, ...Object.fromEntries(ports.map((_, n) => [`b${n}`, {}])) },
    ports.map((port, n) => `a.${port} -> b${n}`),
  );
const retry = (policy: unknown) => flow({ a: { retry: policy } });

const defects: readonly (readonly [name: string, document: unknown, ...problems: string[]])[] = [
  ["not an object", [], " RFV01"],
  ["nothing in it", {}, "reflux RFV01", "steps RFV01"],
  ["a later format", flow({ a: {} }, [], { reflux: 2 }), "reflux RFV01"],
  ["a field it does not know", flow({ a: {} }, [], { stepz: {} }), "stepz RFV20"],
  [
    "fields of the wrong type",
    flow({ a: {} }, [], { name: 1, tags: "x", input: [], layout: "" }),
    "input RFV01",
    "layout RFV01",
    "name RFV01",
    "tags RFV01",
  ],
  ["no steps", flow({}), "steps RFV01"],
  ["steps that are no object", { reflux: 1, steps: [] }, "steps RFV01"],
  ["an unknown node", flow({ a: { node: "no.such" } }), "steps.a.node RFV02"],
  ["an unknown version of a node", flow({ a: { node: "test.work@9" } }), "steps.a.node RFV02"],
  ["a step without node", { reflux: 1, steps: { a: {} } }, "steps.a.node RFV02"],
  ["a step that is a text", { reflux: 1, steps: { a: "test.work" } }, "steps.a RFV01"],
  ["a step key that is no name", flow({ "a-b": {} }), "steps.a-b RFV21"],
  ["an unknown option", flow({ a: { tiemout: "1s" } }), "steps.a.tiemout RFV20"],
  [
    "options of the wrong type",
    flow({ a: { config: 1, disabled: "yes", note: 1 } }),
    "steps.a.config RFV18",
    "steps.a.disabled RFV18",
    "steps.a.note RFV18",
  ],
  ["an unknown join", flow({ a: { join: "some" } }), "steps.a.join RFV18"],
  ["an unknown on_error", flow({ a: { on_error: "ignore" } }), "steps.a.on_error RFV18"],
  ["a timeout that is none", flow({ a: { timeout: "soon" } }), "steps.a.timeout RFV18"],
  ["a timeout below zero", flow({ a: { timeout: "-1s" } }), "steps.a.timeout RFV18"],
  ["a timeout beyond all bounds", flow({ a: { timeout: "1000 years" } }), "steps.a.timeout RFV18"],
  ["a retry count that is none", retry({ max: "many" }), "steps.a.retry.max RFV18"],
  ["too many retries", retry({ max: 101 }), "steps.a.retry.max RFV18"],
  [
    "a retry policy of nonsense",
    retry({ backoff: "linear", initial: "x", limit: {}, jitter: 2, classes: { foo: 1 } }),
    "steps.a.retry.backoff RFV18",
    "steps.a.retry.classes RFV18",
    "steps.a.retry.initial RFV18",
    "steps.a.retry.jitter RFV18",
    "steps.a.retry.limit RFV18",
  ],
  ["an unknown retry option", retry({ maxx: 1 }), "steps.a.retry.maxx RFV20"],
  [
    "a concurrency without limit",
    flow({ a: { concurrency: { key: "x" } } }),
    "steps.a.concurrency.limit RFV18",
  ],
  ["a config that does not fit its node", strict({ url: 1 }), "steps.a.config.url RFV03"],
  ["a config without a required field", strict({}), "steps.a.config.url RFV03"],
  ["a config with a field too many", strict({ url: "x", uri: "x" }), "steps.a.config.uri RFV03"],
  ["an edge that is none", flow({ a: {}, b: {} }, ["a => b"]), "edges[0] RFV12"],
  ["an edge twice", flow({ a: {}, b: {} }, ["a -> b", "a->b"]), "edges[1] RFV12"],
  ["an edge from nowhere", flow({ a: {} }, ["x -> a"]), "edges[0] RFV13"],
  ["an edge to nowhere", flow({ a: {} }, ["a -> x"]), "edges[0] RFV13"],
  ["an edge from a port that is not there", flow({ a: {}, b: {} }, ["a.left -> b"]), "edges[0] RFV13"],
  [
    "an edge from a port that its config does not name",
    choosing({ cases: [{ port: "large" }] }, "large", "otherwise", "huge", "out"),
    "edges[2] RFV13",
    "edges[3] RFV13",
  ],
  [
    "an edge from the port that another name replaced",
    choosing({ cases: [{ port: "large" }], otherwise: "rest" }, "rest", "otherwise"),
    "edges[1] RFV13",
  ],
  [
    "an edge from the error port of a step that fails",
    flow({ a: {}, b: {} }, ["a.error -> b"]),
    "edges[0] RFV13",
  ],
  ["an error port that leads nowhere", flow({ a: { on_error: "edge" } }), "steps.a RFV13"],
  [
    "a cycle",
    flow({ a: {}, b: {}, c: {} }, ["a -> b", "b -> a", "b -> c"]),
    "steps.a RFV14",
    "steps.b RFV14",
    "steps.c RFV14",
  ],
  ["a step that leads to itself", flow({ a: {} }, ["a -> a"]), "steps.a RFV14"],
  [
    "an edge to a trigger",
    flow({ a: {}, t: { node: "manual" } }, ["a -> t"]),
    "steps.a RFV15",
    "steps.t RFV15",
  ],
  ["a step no trigger leads to", flow({ t: { node: "manual" }, a: {}, b: {} }, ["t -> a"]), "steps.b RFV15"],
  [
    "a reference to a step that is not there",
    flow({ a: { config: { x: "{{ steps.nope.output }}" } } }),
    "steps.a RFV16",
  ],
  [
    "a reference to a later step",
    flow({ a: { config: { x: "{{ steps.b.output }}" } }, b: {} }, ["a -> b"]),
    "steps.a RFV16",
  ],
  [
    "a reference to a step beside it",
    flow({ a: {}, b: { config: { x: "{{ steps.a.output }}" } } }),
    "steps.b RFV16",
  ],
  [
    "an input schema with an unreadable pattern",
    flow({ a: {} }, [], { input: { properties: { id: { type: "string", pattern: "(" } } } }),
    "input.properties.id.pattern RFV01",
  ],
  [
    "an input schema of nonsense",
    flow({ a: {} }, [], { input: { required: "id", type: "thing", properties: [], minItems: "two" } }),
    "input.minItems RFV01",
    "input.properties RFV01",
    "input.required RFV01",
    "input.type RFV01",
  ],
];

test.for(defects)("a document with %s", async ([, document, ...expected]) => {
  await withTx(async (db) => {
    await Worker.register(db);

    const refused = await refusal(db, () => deploy(db, "flow", document));

    const { problems } = refused.detail as { problems: readonly Problem[] };
    expect(refused.code).toBe("RFV01");
    expect(problems.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual(expected);
    expect(await one(db, "select count(*)::int as flows from reflux.flows")).toEqual({ flows: 0 });
  });
});

test("all defects are told at once, each with where it is, what it is and what to do", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const document = flow({ a: { node: "no.such" }, b: { tiemout: 1 } }, ["b -> x"]);

    const { problems } = await one<{ problems: Problem[] }>(db, "select reflux.check_flow($1) as problems", [
      JSON.stringify(document),
    ]);

    expect(problems).toHaveLength(3);
    for (const { message, hint } of problems)
      expect([message, hint]).toEqual([expect.any(String), expect.any(String)]);
  });
});

test.for([
  ["by its cases", { cases: [{ port: "any" }] }],
  ["by an expression in a case", { cases: [{ port: "{{ run.input.port }}" }] }],
  ["by an expression for all cases", { cases: "{{ run.input.cases }}" }],
  ["by the other way", { otherwise: "any" }],
] as const)("a port that the config may name %s can be left by", async ([, config]) => {
  await withTx(async (db) => {
    await Worker.register(db);

    expect(await deploy(db, "flow", choosing(config, "any"))).toMatchObject({ number: 1 });
  });
});

test.for([["Upper"], ["-first"], [""], ["a".repeat(64)], [null]])("a name like %s", async ([slug]) => {
  await withTx(async (db) => {
    await Worker.register(db);

    const { code } = await refusal(db, () =>
      db.query("select reflux.deploy_flow($1, $2)", [slug, JSON.stringify(flow({ a: {} }))]),
    );

    expect(code).toBe("RFV06");
  });
});

test("a document over the size limit", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await db.query("update reflux.settings set max_payload_bytes = 1000");

    const { code } = await refusal(db, () => deploy(db, "flow", flow({ a: { note: "x".repeat(1000) } })));

    expect(code).toBe("RFV04");
  });
});
