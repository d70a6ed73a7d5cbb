import { expect, test } from "vitest";
import { createKysely } from "../client.ts";
import { eventually } from "../testing/eventually.ts";
import { useStack } from "../testing/stack.ts";
import { deploySamples } from "./samples.ts";

const stack = useStack();

test("deploying the samples again changes nothing", async () => {
  const { pool, counterpart } = stack();

  const again = await deploySamples(createKysely(pool), counterpart.url);

  expect(again.map(({ flow, version }) => [flow, version])).toEqual([
    ["nightly-report", 1],
    ["order-intake", 1],
    ["order-quote", 1],
    ["stock-watch", 1],
  ]);
});

test("the variables follow the counterpart, and stay as somebody set them", async () => {
  const { pool, counterpart } = stack();
  const vars = async () =>
    (await pool.query("select jsonb_object_agg(name, value) as vars from reflux.vars")).rows[0]?.vars;
  const start = async (url: string) => {
    await deploySamples(createKysely(pool), url);
    return await vars();
  };

  const here = await start(counterpart.url);
  const moved = await start("http://127.0.0.1:1");
  await pool.query(
    "select reflux.set_var('shop_url', '\"https://shop.example\"'), reflux.set_var('approve_above', '5')",
  );
  const theirs = await start(counterpart.url);
  await pool.query("select reflux.unset_var(name) from reflux.vars");
  const again = await start(counterpart.url);

  expect(here).toEqual({ shop_url: counterpart.url, approve_above: 1000 });
  expect(moved).toEqual({ ...here, shop_url: "http://127.0.0.1:1" });
  expect(theirs).toEqual({ shop_url: "https://shop.example", approve_above: 5 });
  expect(again).toEqual(here);
});

test("a sample that somebody changed, or archived, is left alone", async () => {
  const { pool, counterpart, reflux } = stack();
  const mine = "{reflux: 1, name: order-quote, steps: {ask: {node: manual}}, edges: []}";

  await reflux(["deploy", "-", "--note", "mine"], mine);
  await pool.query("select reflux.archive_flow('stock-watch')");
  const deployed = await deploySamples(createKysely(pool), counterpart.url);

  expect(deployed.map(({ flow }) => flow)).toEqual(["nightly-report", "order-intake"]);
  const { rows } = await pool.query(
    "select slug, number from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id where archived_at is null order by 1",
  );
  expect(rows).toEqual([
    { slug: "nightly-report", number: 1 },
    { slug: "order-intake", number: 1 },
    { slug: "order-quote", number: 2 },
  ]);
});

test("the counterpart turns BUSY away once; the engine comes back when it was told to", async () => {
  const { refluxJson } = stack();
  const body = { id: "A-2", lines: [{ sku: "BUSY", quantity: 1, price: 1 }] };
  const call = JSON.stringify({ method: "POST", path: "orders", headers: {}, query: {}, body });

  const { steps } = await refluxJson<Shown>(["run", "order-intake", "--watch", "--input", call]);

  const [first, second] = steps.find(({ step }) => step === "reserve")?.attempts ?? [];
  expect([first?.outcome, second?.outcome]).toEqual(["failed", "succeeded"]);
  const pause = Date.parse(second?.started_at ?? "") - Date.parse(first?.finished_at ?? "");
  expect(pause).toBeGreaterThanOrEqual(900);
});

test("the nightly report counts the runs of the day before, and warns of those that failed", async () => {
  const { pool, refluxJson } = stack();
  const input = JSON.stringify({ scheduled_at: "2001-02-03T00:10:00Z" });
  const report = async () => {
    const { id } = await refluxJson<{ id: string }>(["run", "nightly-report", "--watch", "--input", input]);
    return await eventually("the line is written", async () => {
      const { rows } = await pool.query("select level, message from reflux.step_logs where run_id = $1", [
        id,
      ]);
      return rows[0];
    });
  };
  const day = "2001-02-02";
  const put = (at: string, state: string) =>
    pool.query(
      `insert into reflux.runs (flow_id, version_id, graph_id, state, open_sinks, input, created_at, started_at, finished_at)
       select f.id, v.id, v.graph_id, $2::reflux.run_state, 0, '{}', $1, $1, $1
       from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id where slug = 'order-intake'`,
      [at, state],
    );

  const before = await report();
  await put("2001-02-01T23:59:59Z", "failed");
  await put("2001-02-02T00:00:00Z", "succeeded");
  await put("2001-02-02T23:59:59Z", "failed");
  await put("2001-02-03T00:00:00Z", "failed");
  const after = await report();

  expect(before).toEqual({ level: "info", message: `${day}: 0 runs, 0 failed` });
  expect(after).toEqual({ level: "warn", message: `${day}: 2 runs, 1 failed` });
});

type Shown = {
  readonly steps: readonly {
    readonly step: string;
    readonly attempts: readonly {
      readonly outcome: string;
      readonly started_at: string;
      readonly finished_at: string;
    }[];
  }[];
};
