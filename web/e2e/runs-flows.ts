/** Flows and runs to look at: one of each thing that can happen, made through the API as anyone would. */

type Json = Readonly<Record<string, unknown>>;

/** Talks to the server as a client of no special kind. */
export async function ask(origin: string, query: string, variables: Json = {}): Promise<Json> {
  const response = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ query, variables }),
  });
  const body: unknown = await response.json();
  if (typeof body !== "object" || body === null || "errors" in body) throw new Error(JSON.stringify(body));
  return { ...body };
}

const flow = (name: string, title: string, steps: Json, edges: readonly string[]) => ({
  reflux: 1,
  name,
  title,
  steps: { start: { node: "manual" }, ...steps },
  edges,
});

/** `shop` is what the flows speak to: /charge refuses every card but "good". */
export function flows(shop: string): readonly Json[] {
  const items = Array.from({ length: 200 }, (_, index) => `item_${index}`);
  return [
    flow(
      "charge-order",
      "Charge an order",
      {
        price: { node: "transform", config: { value: { card: "{{ input.card }}", total: 42 } } },
        charge: {
          node: "http.request",
          config: { url: `${shop}/charge`, method: "POST", body: "{{ input }}" },
          retry: { max: 0 },
        },
        note: { node: "log", config: { message: "charged", fields: { total: 42 } } },
        ship: { node: "http.request", config: { url: `${shop}/ship`, method: "POST", body: "{{ input }}" } },
      },
      ["start -> price", "price -> charge", "charge -> note", "charge -> ship"],
    ),
    flow(
      "approve",
      "Wait for an approval",
      {
        approve: { node: "wait", config: { signal: true } },
        done: { node: "log", config: { message: "approved" } },
      },
      ["start -> approve", "approve -> done"],
    ),
    flow(
      "fan-out",
      "Two hundred at once",
      {
        ...Object.fromEntries(
          items.map((key, index) => [key, { node: "transform", config: { value: { index } } }]),
        ),
        gather: { node: "log", config: { message: "all there" } },
      },
      items.flatMap((key) => [`start -> ${key}`, `${key} -> gather`]),
    ),
    flow(
      "route",
      "Branch by size",
      {
        size: {
          node: "flow.branch",
          config: { cases: [{ port: "large", when: "{{ input.total > 100 }}" }] },
        },
        review: { node: "log", config: { message: "a person looks" } },
        book: { node: "flow.call", config: { flow: "charge-order", input: { card: "good" } } },
      },
      ["start -> size", "size.large -> review", "size.otherwise -> book"],
    ),
  ];
}

export async function deploy(origin: string, shop: string): Promise<void> {
  for (const graph of flows(shop)) await deployFlow(origin, graph);
}

export async function deployFlow(origin: string, graph: Json): Promise<void> {
  await ask(
    origin,
    "mutation ($slug: String!, $graph: JSON!) { deployFlow(input: { slug: $slug, graph: $graph }) { result { number } } }",
    { slug: graph["name"], graph },
  );
}

export async function start(origin: string, slug: string, input: Json): Promise<string> {
  const body = await ask(
    origin,
    "mutation ($flow: String!, $input: JSON) { startRun(input: { flow: $flow, input: $input }) { result { id } } }",
    { flow: slug, input },
  );
  const id = /"id":"(\d+)"/.exec(JSON.stringify(body))?.[1];
  if (id === undefined) throw new Error(`no run was started: ${JSON.stringify(body)}`);
  return id;
}
