import { expect } from "vitest";
import { type Db, deploy, flow, one, readStep, start } from "../kit.ts";
import { type Leased, type Place, Worker } from "../worker.ts";

export type Limited = { readonly key?: string; readonly limit?: number };

/** A flow of one step, `a`, under a concurrency key. */
export const limited = ({ key = "k", limit = 1 }: Limited = {}) =>
  flow({ a: { concurrency: { key, limit } } });

/** Runs of that flow, none of which has come to the gate yet: their places. */
export async function waiting(db: Db, n: number, of: Limited = {}): Promise<Place[]> {
  await deploy(db, "flow", limited(of));
  const places: Place[] = [];
  for (let i = 0; i < n; i += 1) places.push([await start(db, "flow"), 0, ""]);
  return places;
}

/** A worker that has come to the gate with each of these, in their order: it has the first, the others stand in line. */
export async function inLine(db: Db, n: number, of: Limited = {}) {
  const worker = await Worker.register(db);
  const places = await waiting(db, n, of);
  await worker.hear(db);
  const had: Leased[] = [];
  for (const place of places) had.push(...(await worker.take(db, [place])));
  return { worker, places, holder: had[0]! };
}

/** Keys, and how many run and stand in line under each. */
export async function lines(db: Db) {
  return await one<{ held: number; line: number }>(
    db,
    `select count(*) filter (where state = 'running')::int as held,
       count(*) filter (where slot_since is not null)::int as line
     from reflux.steps where slot_key is not null`,
  );
}

/** Gives a step back whose place another run takes then, so that it stands in line. */
export async function sendToLine(db: Db, worker: Worker, step: Leased, key: string): Promise<void> {
  await worker.complete(db, { step, kind: "release" });
  await deploy(db, "holder", limited({ key }));
  await worker.take(db, [[await start(db, "holder"), 0, ""]]);
  await worker.take(db, [[step.run_id, step.idx, step.scope]]);
  expect(await readStep(db, step.run_id, "a")).toMatchObject({ state: "sleeping", wait: "slot" });
}
