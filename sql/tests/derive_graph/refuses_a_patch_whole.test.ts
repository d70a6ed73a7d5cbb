import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, deploy, flow, one } from "../kit.ts";
import { Worker } from "../worker.ts";
import { derive } from "./kit.ts";

const work = { node: "test.work" };
const reading = (key: string) => ({ ...work, config: { text: `{{ steps.${key}.output }}` } });
const read = flow({ a: {}, b: {}, c: reading("a") }, ["a -> b", "b -> c"]);

const refused: readonly (readonly [
  name: string,
  base: ReturnType<typeof flow>,
  patch: unknown,
  ...problems: string[],
])[] = [
  ["no list", read, { op: "add_step" }, "patch RFV27"],
  ["an unknown operation", read, [{ op: "rename_step", step: "a" }], "patch[0] RFV27"],
  ["a step that is not there", read, [{ op: "remove_step", step: "z" }], "patch[0] RFV27"],
  ["a step that is there already", read, [{ op: "add_step", step: "a", value: work }], "patch[0] RFV27"],
  ["a step without a node", read, [{ op: "set_step", step: "a", path: ["node"] }], "patch[0] RFV27"],
  ["an edge that is none", read, [{ op: "add_edge", edge: "a to b" }], "patch[0] RFV27"],
  ["an edge that is there already", read, [{ op: "add_edge", edge: "a->b" }], "patch[0] RFV27"],
  ["an edge that is not there", read, [{ op: "remove_edge", edge: "a -> c" }], "patch[0] RFV27"],
  ["the second of two", read, [{ op: "add_step", step: "d", value: work }, {}], "patch[1] RFV27"],
  ["an edge to nowhere", read, [{ op: "add_edge", edge: "c -> z" }], "patch[0] RFV13"],
  ["a port the node does not have", read, [{ op: "add_edge", edge: "a.left -> c" }], "patch[0] RFV13"],
  [
    "an unknown node",
    read,
    [{ op: "set_step", step: "a", path: ["node"], value: "no.such" }],
    "steps.a.node RFV02",
  ],
  ["a key that is no name", read, [{ op: "add_step", step: "a.b", value: work }], "steps.a.b RFV21"],
  [
    "an option of nonsense",
    read,
    [{ op: "set_step", step: "b", path: ["join"], value: 1 }],
    "steps.b.join RFV18",
  ],
  ["a cycle", read, [{ op: "add_edge", edge: "c -> a" }], "steps.a RFV14", "steps.c RFV14"],
  ["a step behind itself", read, [{ op: "add_edge", edge: "b -> b" }], "steps.b RFV14"],
  [
    "edges of a step that is gone",
    chain("a", "b", "c"),
    [{ op: "remove_step", step: "b" }],
    "patch[0] RFV13",
    "patch[0] RFV13",
  ],
  [
    "a step that an expression names is gone",
    flow({ a: {}, b: {}, c: reading("a") }, ["a -> c", "b -> c"]),
    [
      { op: "remove_step", step: "a" },
      { op: "remove_edge", edge: "a -> c" },
    ],
    "steps.c RFV16",
  ],
  [
    "the way to a step that is named, far from where it was cut",
    flow({ a: {}, b: {}, c: {}, d: reading("a") }, ["a -> b", "b -> c", "c -> d"]),
    [{ op: "remove_edge", edge: "a -> b" }],
    "steps.d RFV16",
  ],
  [
    "a trigger where a step starts by itself",
    chain("a", "b"),
    [
      { op: "add_step", step: "start", value: { node: "manual" } },
      { op: "add_edge", edge: "start -> b" },
    ],
    "steps.a RFV15",
  ],
];

test.for(refused)("%s", async ([, document, patch, ...problems]) => {
  await withTx(async (db) => {
    await Worker.register(db);
    const { graph_id } = await deploy(db, "flow", document);

    const derived = await derive(db, graph_id, patch);

    expect(derived.problems.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual(
      problems.toSorted(),
    );
    expect(await one(db, "select count(*)::int as graphs from reflux.graphs")).toEqual({ graphs: 1 });
  });
});
