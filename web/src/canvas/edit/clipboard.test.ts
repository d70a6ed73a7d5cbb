import { expect, test } from "vitest";
import { printEdge } from "#language/flow/edges.ts";
import { applyPatch } from "#language/flow/patch.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { copy, paste, readClip } from "./clipboard.ts";

const flow = flowOf(orderIntake);
const places = new Map([
  ["receive", { x: 0, y: 0 }],
  ["shape", { x: 320, y: 0 }],
  ["deliver", { x: 640, y: 0 }],
]);

test("copied steps travel as readable JSON and come back with their edges and references renamed", () => {
  const { clip, withheld } = copy(flow, ["shape", "deliver"], places, catalogue);
  const read = readClip(JSON.stringify(clip));
  if (!read) throw new Error("not a clip");

  const edit = paste(flow, read, undefined, places, catalogue);
  const done = applyPatch(flow, edit.patch);

  expect(withheld).toEqual([]);
  expect(clip).toMatchObject({ reflux: 1, edges: ["shape -> deliver"] });
  expect(edit.select).toEqual(["shape_2", "deliver_2"]);
  expect(done.ok && done.flow.edges.map(printEdge)).toContain("shape_2 -> deliver_2");
  expect(done.ok && done.flow.steps["deliver_2"]).toMatchObject({
    config: { body: "{{ steps.shape_2.output }}" },
  });
  expect(done.ok && done.flow.layout.steps["shape_2"]).toEqual({ x: 352, y: 96 });
});

test("literal secrets and samples never reach the clipboard, and are refused when pasted", () => {
  const secretive = flowOf(`reflux: 1
steps:
  call:
    node: http.request
    config:
      url: https://me:hunter2@api.example/x
      headers: { authorization: Bearer abc, x-api-key: "{{ secrets.key }}", accept: "*/*" }
      body: { user: ada, password: hunter2 }
    pin: { output: { card: 4242 } }
edges: []
`);
  const { clip, withheld } = copy(secretive, ["call"], new Map(), catalogue);
  const text = JSON.stringify(clip);

  expect(text).not.toMatch(/hunter2|Bearer|4242/);
  expect(clip.steps[0]?.step).toMatchObject({
    config: {
      url: "https://api.example/x",
      headers: { "x-api-key": "{{ secrets.key }}", accept: "*/*" },
      body: { user: "ada" },
    },
  });
  expect(withheld).toEqual([
    "call.config.url",
    "call.config.headers.authorization",
    "call.config.body.password",
  ]);

  const foreign = readClip(
    '{"reflux":1,"steps":[{"key":"x","step":{"node":"http.request","config":{"headers":{"cookie":"a=b"}}}}]}',
  );
  expect(foreign && paste(flow, foreign, undefined, places, catalogue).withheld).toEqual([
    "x.config.headers.cookie",
  ]);
});

test("a whole flow document can be pasted as well; other text cannot", () => {
  const document = JSON.stringify({
    reflux: 1,
    name: "x",
    steps: { a: { node: "log" }, b: { node: "log" } },
    edges: ["a -> b"],
  });
  const clip = readClip(document);

  expect(clip?.steps.map(({ key }) => key)).toEqual(["a", "b"]);
  expect(readClip("hello")).toBeUndefined();
  expect(readClip('{"steps":[]}')).toBeUndefined();
  expect(readClip('{"reflux":1,"steps":[{"key":5},{"step":{}}]}')).toBeUndefined();
});

test("pasting twice makes two copies that do not lie on each other", () => {
  const { clip } = copy(flow, ["shape"], places, catalogue);
  const first = paste(flow, clip, undefined, places, catalogue);
  const once = applyPatch(flow, first.patch);
  if (!once.ok) throw new Error(once.message);
  const now = new Map([...places, ...Object.entries(once.flow.layout.steps)]);

  const twice = applyPatch(once.flow, paste(once.flow, clip, undefined, now, catalogue).patch);

  expect(twice.ok && twice.flow.layout.steps).toEqual({
    shape_2: { x: 352, y: 96 },
    shape_3: { x: 352, y: 192 },
  });
});
