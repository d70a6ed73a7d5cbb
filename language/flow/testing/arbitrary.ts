import fc from "fast-check";
import type { Edge, Flow, Json, JsonObject, Layout, Step } from "../document.ts";

/** Random documents of the right shape, acyclic unless asked otherwise. Names are few, so that things collide. */
const keys = ["a", "b", "c", "d", "e", "f", "fetch_it", "Order2"];

export const arbitraryKey = fc.constantFrom(...keys);

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(
    "",
    "x",
    "{{ input.id }}",
    "{{ steps.a.output.n + 1 }}",
    "- dash",
    "# not a comment",
    "yes",
    "1",
  ),
  fc.integer({ min: -9, max: 99 }),
  fc.boolean(),
  fc.constant(null),
);

export const arbitraryJson: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("url", "body", "x", "y"), tie("json"), { maxKeys: 3 }),
  ),
})).json;

export const arbitraryObject: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom("url", "body", "x", "y"),
  arbitraryJson,
  { maxKeys: 3 },
);

export const arbitraryStep: fc.Arbitrary<Step> = fc
  .record(
    {
      node: fc.constantFrom("http.request", "transform", "webhook.in", "log@1"),
      config: arbitraryObject,
      disabled: fc.constant(true),
      timeout: fc.constantFrom("30s", 5),
      retry: fc.constantFrom({ max: 3 }, { max: 0, jitter: 0.5 }),
    },
    { requiredKeys: ["node"] },
  )
  .map((step) => ({ ...step }));

const arbitraryLayout: fc.Arbitrary<Layout> = fc.record({
  steps: fc.dictionary(
    arbitraryKey,
    fc.record({ x: fc.integer({ min: -50, max: 50 }), y: fc.integer({ min: -50, max: 50 }) }),
    { maxKeys: 4 },
  ),
  groups: fc.dictionary(
    fc.constantFrom("g1", "g2"),
    fc.record({
      title: fc.constantFrom("Intake", "Billing"),
      steps: fc.uniqueArray(arbitraryKey, { maxLength: 3 }),
    }),
    { maxKeys: 2 },
  ),
  notes: fc.dictionary(
    fc.constantFrom("n1", "n2"),
    fc.record({
      text: fc.constantFrom("Why", "Two\nlines"),
      x: fc.integer({ min: 0, max: 9 }),
      y: fc.integer({ min: 0, max: 9 }),
      w: fc.constant(240),
      h: fc.constant(96),
    }),
    { maxKeys: 2 },
  ),
});

interface Shape {
  readonly acyclic: boolean;
}

export function arbitraryFlow({ acyclic }: Shape = { acyclic: true }): fc.Arbitrary<Flow> {
  return fc
    .record({
      name: fc.constantFrom("order-intake", "x"),
      steps: fc.dictionary(arbitraryKey, arbitraryStep, { maxKeys: 8 }),
      picks: fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.constantFrom("out", "out", "error", "large")), {
        maxLength: 14,
      }),
      layout: arbitraryLayout,
      input: fc.option(fc.constant<Json>({ type: "object" }), { nil: undefined }),
      rest: fc.constantFrom<JsonObject>({}, { title: "Orders" }, { tags: ["a", "b"] }),
    })
    .map(({ name, steps, picks, layout, input, rest }) => ({
      name,
      steps: Object.fromEntries(Object.entries(steps)),
      edges: edgesFrom(Object.keys(steps), picks, acyclic),
      layout,
      rest,
      ...(input === undefined ? {} : { input }),
    }));
}

function edgesFrom(names: string[], picks: [number, number, string][], acyclic: boolean): Edge[] {
  const edges = new Map<string, Edge>();
  for (const [left, right, port] of picks) {
    const from = left % Math.max(names.length, 1);
    const to = right % Math.max(names.length, 1);
    const [a, b] = acyclic && from > to ? [to, from] : [from, to];
    const source = names[a];
    const target = names[b];
    if (source === undefined || target === undefined || a === b) continue;
    edges.set(`${source} ${port} ${target}`, { from: source, port, to: target });
  }
  return [...edges.values()];
}
