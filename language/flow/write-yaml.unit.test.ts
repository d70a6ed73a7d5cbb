import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { inFlowOrder, propertyOrder, withOrder } from "./order.ts";
import { writeYaml } from "./write-yaml.ts";

const text = `# Orders come in
reflux: 1
name: orders # the name

steps:
  # what calls us
  receive:
    node: webhook@1

  # adds the lines up
  shape:
    # written first on purpose
    config:
      # what comes out
      value: { total: "{{ $sum(input.lines.price) }}" } # all of them
      cases:
        # the small ones
        - when: small # under ten
          port: a
        - when: large
          port: b # and more
    node: transform@1
    timeout: 30s # the shop is slow
  deliver:
    node: http.request@1 # the last one
edges:
  - receive -> shape # the first hop
  - shape -> deliver
`;
const document = parse(text) as Flow;

type Flow = Readonly<Record<string, unknown>> & {
  readonly steps: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly edges: readonly string[];
};

/** The comments of the text that belong to a step, and to the flow. */
const comments: Readonly<Record<string, readonly string[]>> = {
  flow: ["Orders come in", "the name"],
  receive: ["what calls us"],
  shape: [
    "adds the lines up",
    "written first on purpose",
    "what comes out",
    "all of them",
    "the small ones",
    "under ten",
    "and more",
    "the shop is slow",
  ],
  deliver: ["the last one"],
};

test("a text that says the same is left alone, in whatever order", () => {
  expect(writeYaml(inFlowOrder(document), text)).toBe(text);
});

test("after any edits the text says the new document, with every comment of the steps that are still there", () => {
  fc.assert(
    fc.property(fc.array(edit(), { minLength: 1, maxLength: 12 }), (edits) => {
      let flow = document;
      let written = text;
      const names = new Map(Object.keys(comments).map((key) => [key, key]));
      for (const change of edits) {
        flow = change(flow, names);
        written = writeYaml(inFlowOrder(flow), written);
      }

      const said: Flow = parse(written);
      expect({ ...said, edges: said.edges.toSorted() }).toEqual({ ...flow, edges: flow.edges.toSorted() });
      for (const [key, now] of names) {
        if (key !== "flow" && !Object.hasOwn(flow.steps, now)) continue;
        for (const said of comments[key] ?? []) expect(written).toContain(`# ${said}`);
      }
    }),
    { numRuns: 60 },
  );
});

test("what is new stands where its order has it, and a renamed step where it stood", () => {
  const { shape = {}, ...others } = document.steps;
  const titled = { ...document, steps: { ...document.steps, shape: { ...shape, title: "Shape" } } };
  expect(writeYaml(inFlowOrder(titled), text)).toContain(
    "node: transform@1\n    title: Shape\n    timeout: 30s",
  );

  const renamed = {
    ...document,
    steps: { ...others, form: shape },
    edges: ["receive -> form", "form -> deliver"],
  };
  expect(writeYaml(inFlowOrder(renamed), text)).toBe(text.replaceAll("shape", "form"));
});

test("edges keep their order, however the document has them, and a new one follows the one it came behind", () => {
  const [first = "", second = ""] = document.edges;
  const sorted = ["deliver -> tell", first, "receive -> tell", second];

  expect(writeYaml({ ...document, edges: [second, first] }, text)).toBe(text);
  expect(writeYaml({ ...document, edges: sorted }, text)).toBe(
    text.replace(/edges:[^]*/, (edges) =>
      edges
        .replace("edges:", "edges:\n  - deliver -> tell")
        .replace("# the first hop", "# the first hop\n  - receive -> tell"),
    ),
  );
});

test("an alias never changes with the value that it stood for", () => {
  const aliased = "reflux: 1\nsteps:\n  a: &a { node: log, config: { n: 1 } }\n  b: *a\n";
  const flow = parse(aliased) as Flow;
  const changed = { ...flow, steps: { ...flow.steps, a: { node: "log", config: { n: 2 } } } };

  expect(parse(writeYaml(changed, aliased))).toEqual(changed);
});

test("without a text a flow is written in the order of its format, a config as its node has it", () => {
  const config = {
    type: "object",
    properties: { url: {}, method: {}, body: { properties: { z: {}, a: {} } } },
  };
  // As a jsonb gives it back: short keys first, then by letters.
  const [kept, jsonb] = [asJsonb(withOrder(config)), asJsonb({ ...document, edges: document.edges })];
  const step = {
    config: { body: { a: 1, z: 2 }, extra: 0, url: "u", method: "GET" },
    node: "http.request@1",
  };
  const flow = { ...(jsonb as Flow), steps: { ...(jsonb as Flow).steps, deliver: step } };

  const written = writeYaml(inFlowOrder(flow, () => kept));

  expect(propertyOrder(kept)).toEqual(["url", "method", "body"]);
  expect(written.match(/^\w+/gm)).toEqual(["reflux", "name", "steps", "edges"]);
  expect(written).toContain(
    "  deliver:\n    node: http.request@1\n    config:\n      url: u\n      method: GET\n      body: { z: 2, a: 1 }\n      extra: 0\n",
  );
});

type Edit = (flow: Flow, names: Map<string, string>) => Flow;

function edit(): fc.Arbitrary<Edit> {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant({ a: 1 }),
    fc.constant(["x", { y: 2 }]),
    fc.constant(null),
  );
  const step = fc.constantFrom("receive", "shape", "deliver", "extra");
  const within = (
    flow: Flow,
    names: Map<string, string>,
    key: string,
    change: (step: Flow["steps"][string]) => Flow["steps"][string],
  ) => {
    const now = names.get(key) ?? key;
    const old = flow.steps[now];
    return old ? { ...flow, steps: { ...flow.steps, [now]: change(old) } } : flow;
  };
  const field = fc.constantFrom("config", "timeout", "retry", "title");
  return fc.oneof(
    fc.tuple(step, field, value).map(
      ([key, name, to]): Edit =>
        (flow, names) =>
          within(flow, names, key, (old) => ({ ...old, [name]: to })),
    ),
    fc.tuple(step, field).map(
      ([key, name]): Edit =>
        (flow, names) =>
          within(flow, names, key, (old) => omit(old, name)),
    ),
    value.map(
      (to): Edit =>
        (flow, names) =>
          within(flow, names, "shape", (old) => ({ ...old, config: { cases: [{ when: to, port: "a" }] } })),
    ),
    step.map(
      (key): Edit =>
        (flow, names) => {
          const steps = omit(flow.steps, names.get(key) ?? key);
          names.delete(key);
          return { ...flow, steps };
        },
    ),
    fc.tuple(step, fc.constantFrom("x", "y", "z")).map(
      ([key, to]): Edit =>
        (flow, names) => {
          const now = names.get(key) ?? key;
          if (!flow.steps[now] || flow.steps[to]) return flow;
          names.set(key, to);
          return {
            ...flow,
            steps: Object.fromEntries(Object.entries(flow.steps).map(([k, v]) => [k === now ? to : k, v])),
          };
        },
    ),
    fc.constant<Edit>((flow) =>
      flow.steps["extra"] ? flow : { ...flow, steps: { ...flow.steps, extra: { node: "log@1" } } },
    ),
    fc.uniqueArray(fc.constantFrom("receive -> shape", "shape -> deliver", "receive -> deliver")).map(
      (edges): Edit =>
        (flow) => ({ ...flow, edges }),
    ),
    fc.string().map(
      (title): Edit =>
        (flow) => ({ ...flow, title }),
    ),
  );
}

const omit = <T>(record: Readonly<Record<string, T>>, key: string) =>
  Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));

function asJsonb(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonb);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, asJsonb(item)]));
}
