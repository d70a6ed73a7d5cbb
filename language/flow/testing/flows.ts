import type { Flow } from "../document.ts";
import { parseFlow } from "../text.ts";

/** The sample of DESIGN.md section 6, which every test that needs "a flow" can start from. */
export const orderIntake = `# Orders come in, are priced, and go out.
reflux: 1
name: order-intake
steps:
  receive: { node: webhook.in, config: { path: orders, method: POST } }
  shape: # adds the lines up
    node: transform
    config:
      value: { id: "{{ input.body.id }}", total: "{{ $sum(input.body.lines.price) }}" }
  deliver:
    node: webhook.out
    config: { url: "{{ run.input.callback }}", body: "{{ steps.shape.output }}" }
    retry: { max: 5 }
    timeout: 30s
edges:
  - receive -> shape # the first hop
  - shape -> deliver
`;

export function flowOf(text: string): Flow {
  const { flow, problems } = parseFlow(text);
  if (!flow) throw new Error(`not a flow: ${JSON.stringify(problems)}`);
  return flow;
}
