import { expect, test } from "vitest";
import { createKysely } from "../client.ts";
import { useStack } from "../testing/stack.ts";
import { deploySamples, sampleFlows } from "./samples.ts";

const stack = useStack();

test("deploying the samples again changes nothing", async () => {
  const { pool, counterpart } = stack();

  const again = await deploySamples(createKysely(pool), counterpart.url);

  expect(again.map(({ flow, version }) => [flow, version])).toEqual([
    ["order-intake", 1],
    ["order-quote", 1],
    ["stock-watch", 1],
  ]);
});

test("as they stand the files look for the counterpart where `reflux dev` starts it", () => {
  const moved = sampleFlows("http://127.0.0.1:7310").map(({ text }) => text);

  expect(moved.filter((text) => text.includes("http://127.0.0.1:7310"))).toHaveLength(2);
});

test("a sample that somebody changed, or archived, is left alone", async () => {
  const { pool, counterpart, reflux } = stack();
  const mine = "{reflux: 1, name: order-quote, steps: {ask: {node: manual}}, edges: []}";

  await reflux(["deploy", "-", "--note", "mine"], mine);
  await pool.query("select reflux.archive_flow('stock-watch')");
  const deployed = await deploySamples(createKysely(pool), counterpart.url);

  expect(deployed.map(({ flow }) => flow)).toEqual(["order-intake"]);
  const { rows } = await pool.query(
    "select slug, number from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id where archived_at is null order by 1",
  );
  expect(rows).toEqual([
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
