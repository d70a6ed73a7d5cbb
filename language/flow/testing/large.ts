import type { Flow, Step } from "../document.ts";

/**
 * A flow of many steps, the same for the same size: fans, joins and branches as real ones have, in groups. Some of them
 * read the step before, some the first.
 */
export function largeFlow(size: number): Flow {
  const random = dice(size);
  const steps: Record<string, Step> = { receive: { node: "webhook.in", config: { path: "orders" } } };
  const edges: Flow["edges"][number][] = [];
  const columns: string[][] = [["receive"]];
  const kinds = ["http.request", "transform", "postgres.query", "log", "wait", "webhook.out", "flow.branch"];
  while (Object.keys(steps).length < size) {
    const before = columns.at(-1) ?? [];
    const width = Math.min(2 + Math.floor(random() * (8 + size / 16)), size - Object.keys(steps).length);
    const column = Array.from({ length: width }, (_, index) => {
      const node = kinds[Math.floor(random() * kinds.length)] ?? "log";
      const key = `${node.replace(".", "_")}_${Object.keys(steps).length}`;
      const from = before[Math.floor((index / width) * before.length)] ?? "receive";
      steps[key] = stepOf(node, from);
      edges.push({ from, port: portOf(steps[from], random), to: key });
      return key;
    });
    const [first] = column;
    const other = before.at(-1);
    if (first !== undefined && other !== undefined && random() < 0.4 && before.length > 1) {
      const port = portOf(steps[other], random);
      if (!edges.some((edge) => edge.from === other && edge.to === first))
        edges.push({ from: other, port, to: first });
    }
    columns.push(column);
  }
  return { name: `large-${size}`, steps, edges, layout: { steps: {}, groups: {}, notes: {} }, rest: {} };
}

function stepOf(node: string, from: string): Step {
  if (node === "http.request" || node === "webhook.out")
    return { node, config: { url: "https://api.example/{{ steps.receive.output.body.id }}" } };
  if (node === "transform") return { node, config: { value: `{{ steps.${from}.output }}` } };
  if (node === "postgres.query") return { node, config: { sql: "select 1" } };
  if (node === "flow.branch")
    return { node, config: { cases: [{ port: "large", when: `{{ steps.${from}.output.total > 100 }}` }] } };
  return { node };
}

function portOf(step: Step | undefined, random: () => number): string {
  if (step?.node === "flow.branch") return random() < 0.5 ? "large" : "otherwise";
  return "out";
}

/** A small generator of numbers from a seed, so that pictures and measurements can be repeated. */
export function dice(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
