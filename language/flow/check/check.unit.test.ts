import { expect, test } from "vitest";
import { flowOf, orderIntake } from "../testing/flows.ts";
import { catalogue } from "../testing/nodes.ts";
import { validate } from "./index.ts";

test("the sample flow has no problems", () => {
  expect(validate(flowOf(orderIntake), catalogue)).toEqual([]);
});

test.each([
  ["an unknown field of the flow", "colour: red\nsteps: { a: {node: log} }", "colour", "RFV20"],
  ["no steps", "steps: {}", "steps", "RFV01"],
  ["an unknown option", "steps: { a: {node: log, retires: 3} }", "steps.a.retires", "RFV20"],
  ["an unknown node", "steps: { a: {node: log.out} }", "steps.a.node", "RFV02"],
  ["a cache", "steps: { a: {node: log, config: {message: x}, cache: {ttl: 5m}} }", "steps.a.cache", "RFV18"],
  [
    "a disabled branch",
    "steps: { a: {node: flow.branch, config: {cases: [{port: b, when: true}]}, disabled: true} }",
    "steps.a.disabled",
    "RFV18",
  ],
  [
    "a time-out of a step that sleeps",
    "steps: { a: {node: wait, config: {signal: true}, timeout: 5m} }",
    "steps.a.timeout",
    "RFV18",
  ],
  [
    "an unknown keyword of the input",
    "input: { requierd: [a] }\nsteps: { a: {node: log, config: {message: x}} }",
    "input.requierd",
    "RFV20",
  ],
  [
    "a schedule that never fires",
    'steps: { a: {node: schedule.cron, config: {cron: "0 0 30 2 *"}} }',
    "steps.a.config.cron",
    "RFV03",
  ],
  [
    "a zone that is none",
    'steps: { a: {node: schedule.cron, config: {cron: "0 0 * * *", timezone: Mars/Olympus}} }',
    "steps.a.config.timezone",
    "RFV03",
  ],
  ["a missing config field", "steps: { a: {node: http.request} }", "steps.a.config.url", "RFV03"],
  [
    "an extra config field",
    "steps: { a: {node: transform, config: {value: 1, valeu: 2}} }",
    "steps.a.config.valeu",
    "RFV03",
  ],
  [
    "a config value of the wrong type",
    "steps: { a: {node: http.request, config: {url: 5}} }",
    "steps.a.config.url",
    "RFV03",
  ],
  [
    "a choice that is none",
    "steps: { a: {node: http.request, config: {url: x, method: FETCH}} }",
    "steps.a.config.method",
    "RFV03",
  ],
  [
    "a number out of range",
    "steps: { a: {node: http.request, config: {url: x, max_response_bytes: -1}} }",
    "steps.a.config.max_response_bytes",
    "RFV03",
  ],
  ["a bad timeout", "steps: { a: {node: log, timeout: soon} }", "steps.a.timeout", "RFV18"],
  ["a timeout of nothing", "steps: { a: {node: log, timeout: 0s} }", "steps.a.timeout", "RFV18"],
  ["a bad join", "steps: { a: {node: log, join: some} }", "steps.a.join", "RFV18"],
  ["a bad retry", "steps: { a: {node: log, retry: {max: 1.5}} }", "steps.a.retry.max", "RFV18"],
  ["an unknown retry option", "steps: { a: {node: log, retry: {maks: 1}} }", "steps.a.retry.maks", "RFV20"],
  [
    "an unknown key of concurrency",
    "steps: { a: {node: log, concurrency: {limit: 1, kye: x}} }",
    "steps.a.concurrency.kye",
    "RFV20",
  ],
  ["an unknown key of a pin", "steps: { a: {node: log, pin: {outptu: 1}} }", "steps.a.pin.outptu", "RFV20"],
  [
    "concurrency without a limit",
    "steps: { a: {node: log, concurrency: {key: x}} }",
    "steps.a.concurrency",
    "RFV18",
  ],
  ["an edge to nowhere", "steps: { a: {node: log} }\nedges: [a -> b]", "edges[0]", "RFV13"],
  [
    "a port that is not there",
    "steps: { a: {node: log}, b: {node: log} }\nedges: [a.yes -> b]",
    "edges[0]",
    "RFV13",
  ],
  [
    "an error edge without on_error",
    "steps: { a: {node: log}, b: {node: log} }\nedges: [a.error -> b]",
    "edges[0]",
    "RFV13",
  ],
  ["on_error without an edge", "steps: { a: {node: log, on_error: edge} }", "steps.a", "RFV13"],
  ["a cycle", "steps: { a: {node: log}, b: {node: log} }\nedges: [a -> b, b -> a]", "steps.a", "RFV14"],
  [
    "an edge into a trigger",
    "steps: { a: {node: schedule.cron, config: {cron: x}}, b: {node: log} }\nedges: [b -> a]",
    "steps.a",
    "RFV15",
  ],
  [
    "a step no trigger reaches",
    "steps: { a: {node: schedule.cron, config: {cron: x}}, b: {node: log} }",
    "steps.b",
    "RFV15",
  ],
  [
    "a reference to no step",
    "steps: { a: {node: log, config: {message: '{{ steps.zz.output }}'}} }",
    "steps.a.config.message",
    "RFV16",
  ],
  [
    "a reference to a later step",
    "steps: { a: {node: log, config: {message: '{{ steps.b.output }}'}}, b: {node: log} }\nedges: [a -> b]",
    "steps.a.config.message",
    "RFV16",
  ],
  [
    "a secret where none may be",
    "steps: { a: {node: log, config: {message: '{{ secrets.key }}'}} }",
    "steps.a.config.message",
    "RFV16",
  ],
  [
    "an edge from a port that the config does not name",
    "steps: { a: {node: flow.branch, config: {cases: [{port: big}]}}, b: {node: log} }\nedges: [a.huge -> b]",
    "edges[0]",
    "RFV13",
  ],
  [
    "an expression in a trigger",
    "steps: { a: {node: schedule.cron, config: {cron: '{{ 1 }} * * * *'}} }",
    "steps.a.config.cron",
    "RFV03",
  ],
  [
    "words around an expression where only some texts are allowed",
    "steps: { a: {node: http.request, config: {url: x, method: 'P{{ input.o }}'}} }",
    "steps.a.config.method",
    "RFV03",
  ],
  [
    "words around an expression where a number belongs",
    "steps: { a: {node: http.request, config: {url: x, max_response_bytes: '1{{ 5 }}'}} }",
    "steps.a.config.max_response_bytes",
    "RFV03",
  ],
  [
    "an expression that does not close",
    "steps: { a: {node: log, config: {message: '{{ input'}} }",
    "steps.a.config.message",
    "RFV11",
  ],
])("%s is refused, with its place", (_, text, path, code) => {
  expect(validate(flowOf(`reflux: 1\n${text}\n`), catalogue)).toContainEqual(
    expect.objectContaining({ path, code }),
  );
});

test.each([
  [
    "a template passes any type",
    "steps: { a: {node: http.request, config: {url: '{{ input.url }}', max_response_bytes: '{{ 5 }}'}} }",
  ],
  [
    "a secret in a field for secrets",
    "steps: { a: {node: http.request, config: {url: x, headers: {authorization: '{{ secrets.key }}'}}} }",
  ],
  [
    "a port that the config names",
    "steps: { a: {node: flow.branch, config: {cases: [{port: big}]}}, b: {node: log}, c: {node: log} }\nedges: [a.big -> b, a.otherwise -> c]",
  ],
  [
    "a port that an expression may name",
    "steps: { a: {node: flow.branch, config: {cases: '{{ run.input.cases }}'}}, b: {node: log} }\nedges: [a.big -> b]",
  ],
  [
    "an error edge that the step declares",
    "steps: { a: {node: log, on_error: edge}, b: {node: log} }\nedges: [a.error -> b]",
  ],
  [
    "braces in a pinned sample mean nothing",
    "steps: { a: {node: log, pin: {output: '{{ steps.zz.output }}'}} }",
  ],
  [
    "a field of an item called steps",
    "steps: { a: {node: log, config: {message: '{{ input.list[steps.zz > 1] }}'}} }",
  ],
])("%s is fine", (_, text) => {
  expect(validate(flowOf(`reflux: 1\n${text}\n`), catalogue)).toEqual([]);
});

test("a grammar given by the caller is asked about every expression", () => {
  const flow = flowOf("reflux: 1\nsteps: { a: {node: log, config: {message: 'x {{ 1 + }} y {{ 2 }}'}} }\n");
  const problems = validate(flow, catalogue, (expression) =>
    expression.includes("+") ? [{ code: "RFV11", message: "ends too early", hint: "Go on." }] : [],
  );

  expect(problems).toMatchObject([
    { path: "steps.a.config.message", code: "RFV11", message: "ends too early", hint: "Go on." },
  ]);
});
