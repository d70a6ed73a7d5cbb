import { type Db, one } from "../kit.ts";
import { type FakeNode, fakeNodes, Worker } from "../worker.ts";

/** What the permissions of a flow are asked about. */
const judged: readonly FakeNode[] = [
  { id: "flow.call" },
  { id: "postgres.query" },
  { id: "http.request" },
  { id: "webhook.out" },
];

export async function registerJudged(db: Db): Promise<Worker> {
  return await Worker.register(db, [...fakeNodes, ...judged]);
}

/** What follows is done with a token of these flows; of all of them when none is named. */
export async function as(
  db: Db,
  role: "operator" | "editor" | "admin",
  ...slugs: readonly string[]
): Promise<void> {
  await asOwner(db);
  const { ids } = await one<{ ids: string | null }>(
    db,
    "select string_agg(id::text, ',') as ids from reflux.flows where slug = any ($1)",
    [slugs],
  );
  await db.query("select set_config('reflux.flows', $1, true)", [slugs.length === 0 ? "*" : (ids ?? "0")]);
  await db.query(`set local role reflux_${role}`);
}

/** As the engine and the command line are: nothing is out of reach. */
export async function asOwner(db: Db): Promise<void> {
  await db.query("reset role");
  await db.query("select set_config('reflux.flows', '', true)");
}

export const calls = (flow: unknown) => ({ node: "flow.call", config: { flow } });
export const reads = (...names: readonly string[]) => ({
  node: "http.request",
  config: {
    url: "https://api.example.com",
    headers: Object.fromEntries(names.map((name) => [name, `{{ secrets.${name} }}`])),
  },
});
