/** How people hear of trouble: from a node that fails to the flow that tells of it, by a real worker. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { flow, withBench } from "../testing/kit.ts";

test("a request that is refused starts the on-failure flow, which reads what failed and where", () =>
  withBench(async (bench) => {
    const server = createServer((_, answer) => answer.writeHead(422).end("no such order"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // listen() on a port gives an AddressInfo.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      await bench.startWorker();
      await bench.deploy("orders", flow({ ask: { node: "http.request", config: { url } } }));
      const say = {
        node: "transform",
        config: {
          value: { text: "{{ input.flow & ': ' & input.step & ' ' & input.code }}", all: "{{ input }}" },
        },
      };
      await bench.deploy("tell", flow({ start: { node: "manual" }, say }, ["start -> say"]));
      await bench.rows("select reflux.change_settings(on_failure_flow => 'tell')");
      const run = await bench.start("orders");
      expect(await bench.finished(run)).toMatchObject({ state: "failed" });

      const alert = await eventually("the alert is raised", async () => {
        const [row] = await bench.rows<{ alert_run_id: string }>(
          "select * from reflux.alerts where alert_run_id is not null",
        );
        return row;
      });

      const { code, message } = (await bench.step(run, "ask")).error ?? {};
      expect(await bench.finished(alert.alert_run_id)).toMatchObject({
        state: "succeeded",
        output: {
          text: `orders: ask ${code}`,
          all: { flow: "orders", run, step: "ask", code, message, count: 1, link: `/runs/${run}` },
        },
      });
      expect(await bench.rows("select reflux_private.raise_alerts() as n")).toEqual([{ n: 0 }]);
      expect(bench.logged.filter((line) => line.startsWith("error"))).toEqual([]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }));
