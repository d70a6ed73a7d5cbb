/** What a node is, others count on: who joins with another manifest under a known name is refused. */
import { expect, test } from "vitest";
import type { NodeModule } from "#nodes/node.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { digestsOf, writtenDigests } from "../nodes/builtin-digests.ts";
import { flow, withBench } from "../testing/kit.ts";
import { pass } from "../testing/nodes.ts";

const http = builtinNodes.find(({ manifest }) => manifest.id === "http.request");
if (!http) throw new Error("there is no http.request");

const changed = (node: NodeModule, change: Partial<NodeModule["manifest"]>): NodeModule => ({
  ...node,
  manifest: { ...node.manifest, ...change },
});
const refusal = (...parts: string[]) => ({
  code: "RFC11",
  message: expect.stringMatching(new RegExp(parts.join(".*"))),
  hint: expect.any(String),
});

test("the nodes of a release are what its SQL says", () =>
  withBench(async ({ pool }) => {
    expect(writtenDigests(), "run npm run nodes:sync").toBe(await digestsOf(pool));
  }));

test("a node of REFLUX is nobody's to change, before and after the real one is known", () =>
  withBench(async ({ startWorker, rows }) => {
    const forged = changed(http, { effects: "pure" });
    const manifestOf = async () =>
      (await rows<{ effects: string }>("select effects from reflux.nodes where name = 'http.request'"))[0]
        ?.effects;
    await startWorker();
    await expect(startWorker({ nodes: [forged] })).rejects.toMatchObject(
      refusal("http.request@1", "effects", "comes with REFLUX"),
    );
    expect(await manifestOf()).toBe("external");

    // As an older release, or a forger who came first, has left it.
    await rows("update reflux.nodes set effects = 'pure', manifest = manifest || '{\"effects\": \"pure\"}'");
    await startWorker();

    expect(await manifestOf()).toBe("external");
  }));

test("a node that a flow uses keeps its meaning, and may be told of in other words", () =>
  withBench(async ({ startWorker, deploy, rows }) => {
    const first = await startWorker();
    await deploy("counts", flow({ a: { node: "test.pass" } }, []));
    await first.stop();

    await expect(startWorker({ nodes: [changed(pass, { timeoutMs: 7 })] })).rejects.toMatchObject(
      refusal("test.pass@1", "timeoutMs", "the flow counts uses it"),
    );
    await startWorker({ nodes: [changed(pass, { summary: "Told in other words." })] });

    const [node] = await rows<{ summary: string }>(
      "select manifest ->> 'summary' as summary from reflux.nodes where name = 'test.pass'",
    );
    expect(node).toEqual({ summary: "Told in other words." });
  }));

test("a node that nobody relies on may change while it is being written", () =>
  withBench(async ({ startWorker, deploy, rows }) => {
    const first = await startWorker();
    const other = changed(pass, { timeoutMs: 7 });
    await expect(startWorker({ nodes: [other] })).rejects.toMatchObject(refusal("is alive, runs it"));
    await deploy("counts", flow({ a: { node: "test.pass" } }, []));
    await first.stop();
    await rows("select reflux.archive_flow('counts')");

    await startWorker({ nodes: [other] });
    await startWorker({ nodes: [changed(pass, { version: 2, timeoutMs: 9 })] });

    const known = await rows(
      "select version, manifest -> 'timeoutMs' as ms from reflux.nodes where name = 'test.pass' order by 1",
    );
    expect(known).toEqual([
      { version: 1, ms: 7 },
      { version: 2, ms: 9 },
    ]);
  }));
