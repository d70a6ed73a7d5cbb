/** Pinned outputs stand in for steps when a flow is tried, and nowhere else. */
import { expect, test } from "vitest";
import { builtinNodes } from "#nodes/registry.ts";
import { type Bench, flow, withBench } from "../testing/kit.ts";
import { pass, scripted } from "../testing/nodes.ts";

const pinned = flow(
  {
    before: {},
    charge: { node: "test.charge", pin: { output: { charged: false } } },
    after: { node: "transform", config: { value: "{{ input }}" } },
  },
  ["before -> charge", "charge -> after"],
);

/** A node that one would not like to run while trying, and how often it ran. */
function charging() {
  const charge = scripted("test.charge", () => {
    charged.times += 1;
    return { charged: true };
  });
  const charged = { times: 0, nodes: [...builtinNodes, pass, charge] };
  return charged;
}

async function tried({ rows, finished }: Bench, step: string) {
  const [run] = await rows<{ id: string }>("select id from reflux.try_step('flow', $1)", step);
  return await finished(run?.id ?? "");
}

test("in a try a pinned step is not run, and what follows is given what is pinned", () =>
  withBench(async (bench) => {
    const charged = charging();
    await bench.startWorker({ nodes: charged.nodes });
    await bench.deploy("flow", pinned);

    const ended = await tried(bench, "after");

    expect(ended).toMatchObject({ state: "succeeded", output: { charged: false } });
    expect(await bench.step(ended.id, "charge")).toMatchObject({ state: "succeeded", attempt: 1 });
    expect(charged.times).toBe(0);
  }));

test("a re-drive in a try is still a try", () =>
  withBench(async (bench) => {
    const charged = charging();
    await bench.startWorker({ nodes: charged.nodes });
    await bench.deploy("flow", pinned);
    const first = await tried(bench, "after");

    await bench.rows("select reflux.redrive_step($1, 'charge', reason => 'again')", first.id);
    const ended = await bench.finished(first.id);

    expect(ended).toMatchObject({ state: "succeeded", output: { charged: false } });
    expect(await bench.step(first.id, "charge")).toMatchObject({ attempt: 2 });
    expect(charged.times).toBe(0);
  }));

test("a run of the published flow ignores what is pinned", () =>
  withBench(async (bench) => {
    const charged = charging();
    await bench.startWorker({ nodes: charged.nodes });
    await bench.rows(
      "select reflux.create_flow('flow', document => $1)",
      JSON.stringify({ ...pinned, name: "flow" }),
    );
    await bench.rows("select reflux.publish_draft('flow')");

    const ended = await bench.finished(await bench.start("flow"));

    expect(ended).toMatchObject({ state: "succeeded", output: { charged: true } });
    expect(charged.times).toBe(1);
  }));

test("so does a flow that a try calls: it is the published one that answers", () =>
  withBench(async (bench) => {
    const charged = charging();
    await bench.startWorker({ nodes: charged.nodes });
    await bench.deploy("paying", pinned);
    await bench.deploy("flow", flow({ call: { node: "flow.call", config: { flow: "paying" } } }));

    const ended = await tried(bench, "call");

    expect(ended).toMatchObject({ state: "succeeded", output: { charged: true } });
    expect(charged.times).toBe(1);
  }));
