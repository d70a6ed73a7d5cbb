import fc from "fast-check";
import type pg from "pg";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { parseEdge } from "#language/flow/edges.ts";
import { applyPatch, type Operation } from "#language/flow/patch.ts";
import { deploy, one } from "../kit.ts";
import { Worker } from "../worker.ts";
import { derive, type Graph, type GraphStep, graphOf } from "./kit.ts";

/**
 * A chain of random patches gives the same graph as compiling the document they lead to, up to idx; and a patch is refused
 * just where that document would be. Names are few, so that patches meet.
 */
const keys = ["a", "b", "c", "d", "e", "f", "g", "h"];
const key = fc.constantFrom(...keys);
const config = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ text: "plain" }) },
  key.map((name) => ({ text: `{{ steps.${name}.output.id }}` })),
  fc.tuple(key, key).map(([one, other]) => ({ text: `{{ input.${one}.x & steps.${other}.output }}` })),
);
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ node: fc.constantFrom("test.work", "test.pure"), config }) },
  { weight: 1, arbitrary: fc.constant({ node: "test.branch" }) },
  { weight: 1, arbitrary: fc.constant({ node: "test.work", join: "any", retry: { max: 2 } }) },
  { weight: 1, arbitrary: fc.constant({ node: "test.work", on_error: "edge", timeout: "30s" }) },
  { weight: 1, arbitrary: fc.constant({ node: "manual" }) },
  { weight: 1, arbitrary: fc.constant({ node: "no.such" }) },
);
const edge = fc
  .tuple(key, fc.constantFrom("", "", "", "", "", "", ".left", ".error"), key)
  .map(([from, port, to]) => `${from}${port} -> ${to}`);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constant("add_step" as const), step: key, value: step }),
  fc.record({ op: fc.constant("remove_step" as const), step: key }),
  fc.record({
    op: fc.constant("set_step" as const),
    step: key,
    path: fc.constant(["config"]),
    value: config,
  }),
  fc.record({
    op: fc.constant("set_step" as const),
    step: key,
    path: fc.constantFrom(["join"], ["on_error"], ["retry", "max"], ["title"]),
  }),
  { weight: 3, arbitrary: fc.record({ op: fc.constant("add_edge" as const), edge }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("remove_edge" as const), edge }) },
);

/** A step that is put behind another, or between two: what most patches are. */
const grown = fc
  .tuple(
    fc.constantFrom("p", "q", "r", "s"),
    fc.constantFrom(["a", "b"], ["b", "c"], ["a", "c"], ["a", "p"], ["p", "c"], ["q", "c"]),
    fc.constantFrom("plain", "{{ steps.a.output.id }}", "{{ steps.p.output }}"),
  )
  .map(([step, [from, to], text]): Operation[] => [
    { op: "add_step", step, value: { node: "test.work", config: { text } } },
    { op: "add_edge", edge: `${from} -> ${step}` },
    { op: "remove_edge", edge: `${from} -> ${to}` },
    { op: "add_edge", edge: `${step} -> ${to}` },
  ]);
const patch = fc.oneof(fc.array(operation, { minLength: 1, maxLength: 2 }), grown, grown);

/** What TypeScript's own reading of the language makes of them; what does not apply there is left out. */
function legal(document: Document, wanted: readonly Operation[]): { patch: Operation[]; end: Document } {
  let flow = { name: "flow", layout: { steps: {}, groups: {}, notes: {} }, rest: {}, ...parsed(document) };
  const patch: Operation[] = [];
  for (const operation of wanted) {
    const done = applyPatch(flow, [operation]);
    if (!done.ok) continue;
    flow = done.flow as typeof flow;
    patch.push(operation);
    // Who removes a step takes its edges along, mostly: else every such patch is refused.
    if (operation.op !== "remove_step" || patch.length % 5 === 0) continue;
    for (const { from, port, to } of flow.edges) {
      if (from !== operation.step && to !== operation.step) continue;
      const text = `${from}${port === "out" ? "" : `.${port}`} -> ${to}`;
      const without = applyPatch(flow, [{ op: "remove_edge", edge: text }]);
      if (!without.ok) continue;
      flow = without.flow as typeof flow;
      patch.push({ op: "remove_edge", edge: text });
    }
  }
  const edges = flow.edges.map(({ from, port, to }) => `${from}${port === "out" ? "" : `.${port}`} -> ${to}`);
  return { patch, end: { reflux: 1, steps: flow.steps, edges } };
}

type Document = { readonly reflux: 1; readonly steps: Record<string, never>; readonly edges: string[] };
const parsed = ({ steps, edges }: Document) => ({
  steps,
  edges: edges.map((text) => parseEdge(text)).filter((found) => found !== undefined),
});

test("a chain of random patches gives the graph of the end document, and is refused where that is", {
  timeout: 300_000,
}, async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    let applied = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(patch, { minLength: 4, maxLength: 12 }), async (patches) => {
        await db.query("savepoint s");
        let document = {
          reflux: 1,
          steps: { a: { node: "test.work" }, b: { node: "test.work" }, c: { node: "test.work" } },
          edges: ["a -> b", "b -> c"],
        } as unknown as Document;
        let graph = (await deploy(db, "flow", document)).graph_id;
        const meant = new Map<number, string>();
        for (const wanted of patches) {
          const { patch, end } = legal(document, wanted);
          const problems = await problemsOf(db, end);
          const derived = await derive(db, graph, patch);
          expect(derived.problems.length > 0, JSON.stringify([patch, derived.problems, problems])).toBe(
            problems.length > 0,
          );
          if (derived.graph === undefined) {
            refused += 1;
            continue;
          }
          graph = derived.graph;
          document = end;
          applied += patch.length > 0 ? 1 : 0;
          const made = await graphOf(db, graph);
          const compiled = await graphOf(db, (await deploy(db, "flow", end)).graph_id);
          expect(byKey(made)).toEqual(byKey(compiled));
          inOrder(made);
          // No place ever means another step.
          for (const { idx, key: name, removed } of made.all) {
            if (meant.has(idx)) expect(meant.get(idx)).toBe(name);
            meant.set(idx, name);
            expect(idx).toBeLessThan(made.next_idx);
            if (removed) expect(made.starts).not.toContain(idx);
          }
        }
        await db.query("rollback to s");
      }),
      { numRuns: Number(process.env["DERIVE_RUNS"] ?? 25) },
    );
    expect(applied).toBeGreaterThan(15);
    expect(refused).toBeGreaterThan(10);
  });
});

async function problemsOf(db: pg.Client, document: unknown): Promise<unknown[]> {
  const { problems } = await one<{ problems: { severity?: string }[] }>(
    db,
    "select reflux.check_flow($1) as problems",
    [JSON.stringify(document)],
  );
  return problems.filter(({ severity }) => severity !== "warning");
}

/** All that the engine reads, named by keys. */
function byKey({ all, roots, sinks, document }: Graph) {
  const live = all.filter(({ removed }) => !removed);
  return {
    roots: roots.toSorted(),
    sinks,
    document: { ...document, edges: document.edges.toSorted() },
    steps: Object.fromEntries(
      live.map((step): [string, GraphStep] => [step.key, { ...step, idx: 0, rank: 0 }]),
    ),
  };
}

/** Every edge goes up the ranks, and no two steps share one. */
function inOrder({ all }: Graph): void {
  const rank = new Map(all.filter(({ removed }) => !removed).map((step) => [step.key, step.rank]));
  expect(new Set(all.map((step) => step.rank)).size).toBe(all.length);
  for (const { key: from, out } of all)
    for (const text of out) {
      const to = text.slice(text.indexOf(">") + 1);
      expect(rank.get(from)).toBeLessThan(rank.get(to) ?? -1);
    }
}
