import { duration, paint, print } from "#db/cli/terminal.ts";
import type { Counterpart } from "#db/samples/counterpart.ts";

/** Where to look, when everything runs. */
export function printWelcome(place: {
  readonly url: string;
  readonly database: string;
  readonly counterpart: Counterpart | undefined;
  readonly tookMs: number;
}): void {
  const { url, database, counterpart, tookMs } = place;
  const line = (what: string, where: string) => print(`  ${paint("dim", what.padEnd(9))} ${where}`);
  print();
  print(`${paint("green", "REFLUX is ready")} ${paint("dim", `in ${duration(tookMs)}`)}`);
  print();
  line("page", url);
  line("GraphiQL", `${url}/ruru`);
  line("psql", `npx reflux psql    ${paint("dim", `or  psql '${database}'`)}`);
  if (counterpart) {
    line("try it", `curl -s ${url}/hooks/orders -H 'content-type: application/json' \\`);
    line("", `  -d '{"id": "A-1001", "lines": [{"sku": "TEA-100", "quantity": 2, "price": 8.5}]}'`);
    line("then", "npx reflux runs");
    line("samples", `talk to their counterpart at ${counterpart.url}, a shop and its warehouse`);
  }
  line("stop", "Ctrl-C; the next start goes on where this one stopped");
  print();
}
