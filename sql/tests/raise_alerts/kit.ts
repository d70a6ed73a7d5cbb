import { type Db, deploy, flow, one, start } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

/** `work` fails, `tell` is the on-failure flow of all; both have one step. */
export async function alarmed(db: Db): Promise<Worker> {
  const worker = await Worker.register(db);
  await deploy(db, "work", flow({ work: {} }));
  await deploy(db, "tell", flow({ say: {} }));
  await db.query("select reflux.change_settings(on_failure_flow => 'tell')");
  return worker;
}

/** Starts runs that fail with a code. */
export async function failing(
  db: Db,
  worker: Worker,
  slug: string,
  code = "RFX01",
  times = 1,
): Promise<string[]> {
  const runs: string[] = [];
  for (let n = 0; n < times; n += 1) runs.push(await start(db, slug));
  await worker.drive(db, (key) => (key === "say" ? ok() : fails(code)));
  return runs;
}

export async function raise(db: Db): Promise<number> {
  return (await one<{ n: number }>(db, "select reflux_private.raise_alerts() as n")).n;
}

export type Alert = {
  readonly flow: string;
  readonly step: string;
  readonly code: string;
  readonly count: number;
  readonly run_id: string;
  readonly alert_run_id: string | null;
  readonly problem: string | null;
};

export async function alerts(db: Db): Promise<Alert[]> {
  const { rows } = await db.query<Alert>(
    "select f.slug as flow, a.* from reflux.alerts a join reflux.flows f on f.id = a.flow_id order by a.id",
  );
  return rows;
}

/** What the runs of an on-failure flow were started with, in order. */
export async function told(db: Db, slug = "tell"): Promise<Record<string, unknown>[]> {
  const { rows } = await db.query<{ input: Record<string, unknown> }>(
    "select r.input from reflux.runs r join reflux.flows f on f.id = r.flow_id where f.slug = $1 and r.key_kind = 'alert' order by r.id",
    [slug],
  );
  return rows.map(({ input }) => input);
}

/** The windows that are open end now. */
export async function passWindow(db: Db): Promise<void> {
  await db.query("update reflux.alerts set first_at = first_at - interval '1 hour'");
}
