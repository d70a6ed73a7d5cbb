/** Makes web/docs/run.png, the picture at the top of the README: a run that failed, its failing step in focus. */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { desktop, launchChromium } from "./lib/browser.ts";
import { settled } from "./lib/settled.ts";
import { visitor } from "./lib/visit.ts";
import { deployFlow, start } from "./runs-flows.ts";
import { startStack } from "./runs-stack.ts";

const path = join(import.meta.dirname, "../docs/run.png");
/** It is fetched by whoever opens the README. */
const limit = 300 * 1024;

await using stack = await startStack();
await using chromium = await launchChromium();
await deployFlow(stack.origin, fulfilOrder(stack.shop));
const run = await start(stack.origin, "fulfil-order", { card: "bad" });

const look = { ...desktop, width: 1440, height: 760 };
await mkdir(join(path, ".."), { recursive: true });
await visitor(chromium, stack.origin)(
  `/runs/${run}?view=timeline&step=charge_card`,
  look,
  async (page, watch) => {
    await page.getByText("answered 402").first().waitFor();
    await page.getByText("Live", { exact: true }).first().waitFor();
    await settled(page);
    watch.check();
    await page.screenshot({ path, animations: "disabled" });
  },
);
const { size } = await stat(path);
if (size > limit) throw new Error(`${path} has ${size} bytes, more than ${limit}`);
console.log(`${path}: ${size} bytes`);

/** Long enough to have a shape: three things at once, a join, and a card that is refused. */
function fulfilOrder(shop: string) {
  const wait = (ms: number) => ({ node: "wait", config: { duration: `${ms}ms` } });
  const call = (path: string) => ({
    node: "http.request",
    config: { url: `${shop}${path}`, method: "POST", body: { card: "{{ run.input.card }}" } },
  });
  return {
    reflux: 1,
    name: "fulfil-order",
    title: "Fulfil an order",
    steps: {
      order: { node: "manual" },
      price: { node: "transform", config: { value: { total: 42 } } },
      reserve_goods: wait(2_400),
      check_address: wait(900),
      score_risk: wait(1_700),
      gather: { node: "transform", config: { value: "{{ input }}" } },
      charge_card: { ...call("/charge"), retry: { max: 0 } },
      book_carrier: call("/ship"),
      print_label: { node: "log", config: { message: "label printed" } },
      tell_customer: { node: "log", config: { message: "on its way" } },
    },
    edges: [
      "order -> price",
      ...["reserve_goods", "check_address", "score_risk"].flatMap((key) => [
        `price -> ${key}`,
        `${key} -> gather`,
      ]),
      "gather -> charge_card",
      "charge_card -> book_carrier",
      "book_carrier -> print_label",
      "print_label -> tell_customer",
    ],
  };
}
