import { type Db, flow, one } from "../kit.ts";
import { keysOf, type Leased, type Outcome, ok, type Worker } from "../worker.ts";

/** `each` repeats `a -> b`; `after` follows it. */
export const loop = flow({ before: {}, each: { node: "test.each" }, a: {}, b: {}, after: {} }, [
  "before -> each",
  "each.each -> a",
  "a -> b",
  "each -> after",
]);

export const opens = (
  items: readonly unknown[],
  rest: { names?: string[]; leave?: number } = {},
): Outcome => ({
  kind: "open_scopes",
  output: { items, ...rest },
});

/** Opens scopes for these items when it is asked first, and ends when they have ended. */
export const opensOnce =
  (items: readonly unknown[], decide: (key: string, step: Leased) => Outcome = () => ok()) =>
  (key: string, step: Leased): Outcome =>
    key !== "each" ? decide(key, step) : step.scopes === null ? opens(items) : ok(step.scopes);

export async function stateIn(db: Db, run: string): Promise<Record<string, string>> {
  const { rows } = await db.query<{ name: string; state: string }>(
    `select concat_ws(' ', s.scope, g.key) as name, s.state from reflux.steps s
     join reflux.runs r on r.id = s.run_id join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
     where s.run_id = $1 order by 1`,
    [run],
  );
  return Object.fromEntries(rows.map(({ name, state }) => [name.trim(), state]));
}

/** The leased steps of one drive, taken but not ended: by `scope key`. */
export async function takeAll(db: Db, worker: Worker): Promise<Record<string, Leased>> {
  const leased = await worker.take(db);
  const keys = await keysOf(db, leased);
  return Object.fromEntries(leased.map((step, index) => [`${step.scope} ${keys[index]}`.trim(), step]));
}

export async function owner(db: Db, run: string) {
  return await one<{ state: string; wait: string | null; opened: number; ended: number; failed: number }>(
    db,
    `select state, wait, scopes_opened as opened, scopes_ended as ended, scopes_failed as failed
     from reflux.steps where run_id = $1 and scope = '' and scopes_opened is not null`,
    [run],
  );
}
