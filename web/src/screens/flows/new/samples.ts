/** Flows to begin with. Each is a draft first; a test asks the engine whether it would deploy as it is. */
export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly document: Readonly<Record<string, unknown>>;
}

export const samples: readonly Sample[] = [
  {
    id: "webhook-relay",
    title: "Answer a webhook",
    words: "Takes a request, shapes its body and passes it on over HTTP, with retries.",
    document: {
      reflux: 1,
      title: "Webhook relay",
      description: "Takes a request, shapes its body and passes it on.",
      steps: {
        receive: { node: "webhook.in", config: { path: "relay", method: "POST" } },
        shape: {
          node: "transform",
          config: { value: { id: "{{ input.body.id }}", received_at: "{{ run.started_at }}" } },
        },
        send: {
          node: "http.request",
          config: { method: "POST", url: "https://example.com/orders", body: "{{ input }}" },
          retry: { max: 4, initial: "1s", limit: "30s" },
        },
      },
      edges: ["receive -> shape", "shape -> send"],
    },
  },
  {
    id: "nightly-check",
    title: "Ask the database every night",
    words: "A schedule, a query and a branch: one way if rows came back, another if none did.",
    document: {
      reflux: 1,
      title: "Nightly check",
      description: "Looks for failed runs of the last day and says so.",
      steps: {
        nightly: { node: "schedule.cron", config: { cron: "0 6 * * *", timezone: "UTC" } },
        count: { node: "postgres.query", config: { text: "select now() as checked_at, 0 as found" } },
        any: {
          node: "flow.branch",
          config: { cases: [{ port: "some", when: "{{ input.rows[0].found > 0 }}" }] },
        },
        report: { node: "log", config: { message: "{{ $string(input.rows[0].found) & ' found' }}" } },
        quiet: { node: "log", config: { message: "Nothing found" } },
      },
      edges: ["nightly -> count", "count -> any", "any.some -> report", "any.otherwise -> quiet"],
    },
  },
  {
    id: "approval",
    title: "Wait for a person",
    words: "Starts by hand, sleeps until somebody says yes, and gives up after a week.",
    document: {
      reflux: 1,
      title: "Approval",
      description: "Waits for a person's word before it goes on.",
      steps: {
        ask: { node: "manual" },
        approve: { node: "wait", config: { signal: true, timeout: "7d" } },
        done: { node: "log", config: { message: "Approved" } },
      },
      edges: ["ask -> approve", "approve -> done"],
    },
  },
];

/** `webhook.in → transform → http.request`: what it is made of, in the order in which it was written. */
export function madeOf(document: Sample["document"]): readonly string[] {
  const steps = document["steps"];
  if (typeof steps !== "object" || steps === null) return [];
  return Object.values(steps).flatMap((step: unknown) =>
    typeof step === "object" && step !== null && "node" in step ? [String(step.node)] : [],
  );
}
