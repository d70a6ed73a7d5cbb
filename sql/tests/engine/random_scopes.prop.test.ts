import fc from "fast-check";
import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { type Db, deploy, flow, one, start } from "../kit.ts";
import { fails, keysOf, type Leased, type Outcome, ok, Worker } from "../worker.ts";

/**
 * Random graphs with parts in parts, random outcomes in random order, cancels and re-drives in between: the promises
 * hold after each act, and in the end each step in each scope is as a small interpreter of the rules has it. A failure
 * prints the seed: run it again with FC_SEED, or longer with FC_RUNS.
 */
const seed = Number(process.env["FC_SEED"] ?? Date.now() % 1_000_000_007);
const numRuns = Number(process.env["FC_RUNS"] ?? 12);

type Node = {
  readonly key: string;
  readonly sources: readonly string[];
  readonly does: "ok" | "left" | "right" | "fail" | "continue";
  /** Opens so many scopes of these. */
  readonly body?: readonly Node[];
  readonly scopes: number;
  /** Of its scopes, how many may be open when it is woken. */
  readonly leave: number;
};
type Shape = {
  does: Node["does"];
  sources: number[];
  scopes: number;
  leave: number;
  body: Shape[] | undefined;
};

const part = (depth: number): fc.Arbitrary<Shape[]> =>
  fc.array(
    fc.record({
      does: fc.constantFrom("ok", "ok", "ok", "left", "right", "fail", "continue"),
      sources: fc.uniqueArray(fc.nat(20), { maxLength: 2 }),
      scopes: fc.integer({ min: 1, max: 3 }),
      leave: fc.nat(1),
      body: depth === 0 ? fc.constant(undefined) : fc.option(part(depth - 1), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4 },
  );

function named(shapes: readonly Shape[], prefix: string): Node[] {
  return shapes.map(({ body, sources, ...rest }, n) => ({
    ...rest,
    key: `${prefix}${n}`,
    sources: n === 0 ? [] : [...new Set(sources.map((s) => `${prefix}${s % n}`))],
    ...(body && { body: named(body, `${prefix}${n}_`) }),
  }));
}

/** Edges leave by `left` only, so that `right` is a branch not taken. */
function toDocument(nodes: readonly Node[]) {
  const steps: Record<string, Readonly<Record<string, unknown>>> = {};
  const edges: string[] = [];
  const add = (list: readonly Node[], owner?: Node) => {
    const owners = new Map(list.map((node) => [node.key, node]));
    for (const node of list) {
      steps[node.key] = {
        node: node.body ? "test.each" : "test.branch",
        ...(node.does === "continue" && !node.body && { on_error: "fail" }),
      };
      if (owner && node.sources.length === 0) edges.push(`${owner.key}.each -> ${node.key}`);
      for (const source of node.sources)
        edges.push(`${source}${owners.get(source)?.body ? "" : ".left"} -> ${node.key}`);
      if (node.body) add(node.body, node);
    }
  };
  add(nodes);
  return flow(steps, edges);
}

function outcomeOf(node: Node, step: Leased): Outcome {
  if (node.body) {
    const { opened = 0 } = step.scopes ?? {};
    if (opened < node.scopes) {
      // One after the other where it leaves none open, else two at once.
      const more = Math.min(node.scopes - opened, node.leave + 1);
      return {
        kind: "open_scopes",
        output: { items: Array.from({ length: more }, (_, n) => opened + n), leave: node.leave },
      };
    }
    if (step.scopes && step.scopes.ended < step.scopes.opened)
      return { kind: "open_scopes", output: { items: [] } };
    return node.does === "fail" && (step.scopes?.failed ?? 0) > 0 ? fails("RFX01", "never") : ok();
  }
  if (node.does === "fail") return fails("RFX01", "never");
  return ok(null, [node.does === "right" ? "right" : "left"]);
}

type Ended = { readonly states: ReadonlyMap<string, string>; readonly failed: boolean };

/** The rules, told once more: what becomes of each step, by `scope key`, and whether something failed for good. */
function interpret(nodes: readonly Node[], scope: string, epoch: (name: string) => number): Ended {
  const states = new Map<string, string>();
  const told = new Map<string, { live: boolean; blocked: boolean }>();
  let failed = false;
  for (const node of nodes) {
    const tokens = node.sources.map((source) => told.get(source)!);
    const goes =
      tokens.length === 0 || (tokens.some(({ live }) => live) && !tokens.some(({ blocked }) => blocked));
    const name = `${scope} ${node.key}`.trim();
    if (!goes) {
      states.set(name, "skipped");
      told.set(node.key, { live: false, blocked: tokens.some(({ blocked }) => blocked) });
      continue;
    }
    let fine = node.does !== "fail";
    if (node.body) {
      let broken = false;
      const times = epoch(name);
      for (let n = 0; n < node.scopes; n += 1) {
        const inner = `${scope === "" ? "" : `${scope}/`}${node.key}[${n}]${times > 0 ? `~${times}` : ""}`;
        const ended = interpret(node.body, inner, epoch);
        for (const [key, state] of ended.states) states.set(key, state);
        broken ||= ended.failed;
      }
      fine = node.does !== "fail" || !broken;
    }
    states.set(name, fine ? "succeeded" : "failed");
    failed ||= !fine;
    told.set(node.key, { live: fine && (node.body !== undefined || node.does !== "right"), blocked: !fine });
  }
  return { states, failed };
}

async function rows(db: Db, run: string) {
  const { rows: found } = await db.query<{ scope: string; key: string; state: string; epoch: number }>(
    `select s.scope, g.key, s.state, s.epoch from reflux.steps s join reflux.runs r on r.id = s.run_id
     join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx where s.run_id = $1 order by s.scope, g.key`,
    [run],
  );
  return found;
}

const acts = fc.array(
  fc.tuple(
    fc.constantFrom(
      "take",
      "take",
      "complete",
      "complete",
      "complete",
      "redrive",
      "quiet",
      "again",
      "cancel",
    ),
    fc.nat(1000),
  ),
  { maxLength: 30 },
);

test(`every step in every scope ends as the rules say (seed ${seed})`, {
  timeout: 60_000 + numRuns * 5_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(part(2), acts, async (shapes, script) => {
      await withDb(async ({ pool: db }) => {
        const nodes = named(shapes, "s");
        const byKey = new Map<string, Node>();
        const index = (list: readonly Node[]) => {
          for (const node of list) {
            byKey.set(node.key, node);
            if (node.body) index(node.body);
          }
        };
        index(nodes);
        const worker = await Worker.register(db);
        await deploy(db, "flow", toDocument(nodes));
        const run = await start(db, "flow");
        let held: Leased[] = [];
        let odd = false;

        const take = async () => {
          held.push(...(await worker.take(db)));
        };
        const complete = async (n: number, most: number) => {
          const first = n % Math.max(held.length, 1);
          const mine = held.slice(first, first + most);
          held = held.filter((step) => !mine.includes(step));
          const keys = await keysOf(db, mine);
          await worker.complete(
            db,
            ...mine.map((step, k) => ({ step, ...outcomeOf(byKey.get(keys[k]!)!, step) })),
          );
        };
        const person = async (sql: string, values: unknown[]) => {
          await db.query(sql, values).catch((error: { code?: string }) => {
            if (!error.code?.startsWith("RF")) throw error;
          });
        };
        for (const [what, n] of script) {
          const all = await rows(db, run);
          const { key, scope, state: before } = all[n % all.length]!;
          // What its join would not start runs when a person says so.
          odd ||= before === "skipped" && (what === "redrive" || what === "quiet");
          if (what === "take") await take();
          else if (what === "complete") await complete(n, 1 + (n % 3));
          else if (what === "redrive")
            await person("select reflux.redrive_step($1, $2, $3)", [run, key, scope]);
          else if (what === "quiet")
            await person("select reflux.redrive_step($1, $2, $3, downstream => false)", [run, key, scope]);
          else if (what === "again") await person("select reflux.redrive_run($1)", [run]);
          else if (n % 5 === 0) await person("select reflux.cancel_run($1)", [run]);
          await checkPromises(db);
        }
        const cancelled = await one<{ state: string }>(db, "select state from reflux.runs where id = $1", [
          run,
        ]);
        if (cancelled.state === "cancelled") {
          const [first] = await rows(db, run);
          await person("select reflux.redrive_step($1, $2, $3)", [run, first!.key, first!.scope]);
          await checkPromises(db);
        }
        for (let round = 0; round < 300; round += 1) {
          await take();
          if (held.length === 0) break;
          while (held.length > 0) await complete(0, 50);
        }

        const found = await rows(db, run);
        const epochs = new Map(found.map((row) => [`${row.scope} ${row.key}`.trim(), row.epoch]));
        const expected = interpret(nodes, "", (name) => epochs.get(name) ?? 0);
        const { state } = await one<{ state: string }>(db, "select state from reflux.runs where id = $1", [
          run,
        ]);
        await checkPromises(db);
        if (!odd) {
          expect(
            Object.fromEntries(found.map((row) => [`${row.scope} ${row.key}`.trim(), row.state])),
          ).toEqual(Object.fromEntries(expected.states));
        }
        expect(state).toMatch(odd ? /succeeded|failed/ : expected.failed ? "failed" : "succeeded");
      });
    }),
    { seed, numRuns },
  );
});
