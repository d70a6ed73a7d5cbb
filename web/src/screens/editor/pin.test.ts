import { expect, test } from "vitest";
import { flowOf } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import type { Sample } from "./expression/last-run.ts";
import { pinnable } from "./pin.ts";

const flow = flowOf(`
reflux: 1
name: orders
steps:
  shape: { node: transform }
  size: { node: flow.branch, config: { cases: [{ port: large, when: "{{ input.n > 1 }}" }] } }
`);
const gave = (value: unknown, bytes = 10, cut = false): Pick<Sample, "output"> => ({
  output: { value, bytes, cut },
});

test("what a step gave whole can be pinned, nothing less than null", () => {
  expect(pinnable(flow, "shape", gave({ id: 7 }), catalogue)).toEqual({ ok: true, output: { id: 7 } });
  expect(pinnable(flow, "shape", gave(null), catalogue)).toEqual({ ok: true, output: null });
  expect(pinnable(flow, "shape", null, catalogue)).toMatchObject({
    why: expect.stringMatching(/gave nothing yet/),
  });
});

test("what was cut for its size is never pinned, and its size is said", () => {
  expect(pinnable(flow, "shape", gave({ id: 7 }, 200_000, true), catalogue)).toEqual({
    ok: false,
    why: "It gave 195 KB, too much to keep in a flow. Pin a smaller one by hand.",
  });
});

test("a step that chooses its port has to run", () => {
  expect(pinnable(flow, "size", gave({ n: 1 }), catalogue)).toMatchObject({
    why: expect.stringMatching(/has to run/),
  });
});
