/** A node is announced where what it requires is there; where it is not, everybody is told what is missing. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { examine } from "#db/doctor.ts";
import { flow, withBench } from "../testing/kit.ts";
import { pass, scripted } from "../testing/nodes.ts";

const TOOL = "reflux-test-tool";
const needy = scripted("test.needy", () => "done", { requires: [`program:${TOOL}`] });
const twice = scripted("test.twice", () => "done", { requires: [`program:${TOOL}`, "program:sh"] });
const nodes = [pass, needy, twice];

/** As somebody who installs it. */
function installTool(): void {
  const folder = mkdtempSync("/tmp/reflux-needs-");
  const path = process.env["PATH"] ?? "";
  writeFileSync(join(folder, TOOL), "");
  chmodSync(join(folder, TOOL), 0o755);
  process.env["PATH"] = `${folder}${delimiter}${path}`;
  onTestFinished(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });
}

const problem = `no program ${TOOL} on the PATH`;
const provide = `install ${TOOL} where the worker runs, and start the worker again`;

test("a step whose node lacks something says what, and runs once a worker has it", () =>
  withBench(async ({ startWorker, deploy, start, rows, finished, logged, url }) => {
    const without = await startWorker({ nodes });
    await deploy("needs", flow({ a: { node: "test.pass" }, b: { node: "test.needy" } }, ["a -> b"]));
    const checked = "select reflux.check_flow($1) as problems";
    const document = JSON.stringify(flow({ b: { node: "test.needy" }, c: { node: "test.pass" } }, []));
    const missing = `worker ${without.id()} lacks program:${TOOL} (${problem})`;
    expect(await rows(checked, document)).toEqual([
      {
        problems: [
          {
            path: "steps.b.node",
            code: "RFI14",
            message: `no live worker can run test.needy@1: ${missing}`,
            hint: provide,
            severity: "warning",
          },
        ],
      },
    ]);
    const run = await start("needs");
    const why = () => rows("select reason, hint from reflux.why($1, 'b')", run);
    const reason = `no live worker can run test.needy@1: ${missing}`;

    await expect.poll(why, { timeout: 20_000 }).toEqual([{ reason, hint: provide }]);
    expect(logged.join("\n")).toContain(
      `does not run test.needy@1, which requires program:${TOOL}: ${problem}`,
    );
    const announced = `select n.name from reflux.workers w join reflux.nodes n on n.id = any (w.nodes) where w.id = $1`;
    expect(await rows(announced, without.id())).toEqual([{ name: "test.pass" }]);
    expect(
      await rows("select need, nodes, workers, is_met, problem, provide from reflux.needs order by 1"),
    ).toEqual([
      {
        need: `program:${TOOL}`,
        nodes: ["test.needy@1", "test.twice@1"],
        workers: 0,
        is_met: false,
        problem: `worker ${without.id()}: ${problem}`,
        provide,
      },
      { need: "program:sh", nodes: ["test.twice@1"], workers: 1, is_met: true, problem: null, provide: null },
    ]);
    expect(await rows("select unmet_needs from reflux.health()")).toEqual([{ unmet_needs: 1 }]);
    expect(await examine({ DATABASE_URL: url })).toContainEqual({
      subject: `program:${TOOL}`,
      state: "warning",
      message: `no live worker has it, for test.needy@1, test.twice@1; worker ${without.id()}: ${problem}`,
      hint: provide,
    });

    installTool();
    await startWorker({ nodes });

    expect(await finished(run)).toMatchObject({ state: "succeeded" });
    expect(await rows(checked, document)).toEqual([{ problems: [] }]);
    expect(await rows("select unmet_needs from reflux.health()")).toEqual([{ unmet_needs: 0 }]);
    expect(await examine({ DATABASE_URL: url })).toContainEqual(
      expect.objectContaining({ subject: `program:${TOOL}`, state: "ok" }),
    );
  }));

test("a flow may use a node that nobody can run yet, and not one that nobody knows", () =>
  withBench(async ({ startWorker, deploy, start, rows }) => {
    const worker = await startWorker({ nodes });
    await deploy("needs", flow({ b: { node: "test.needy" } }, []));
    await expect(deploy("odd", flow({ b: { node: "test.nobody" } }, []))).rejects.toThrow(/unknown node/);
    await worker.stop();

    // Of workers that are gone nobody says what they lacked.
    const run = await start("needs");

    expect(await rows("select reason, hint from reflux.why($1, 'b')", run)).toEqual([
      {
        reason: "no live worker can run test.needy@1",
        hint: "start a worker that has test.needy@1: reflux worker",
      },
    ]);
    await rows("select reflux.cancel_run($1, 'enough')", run);
  }));

test("what a node requires is no part of what it means", () =>
  withBench(async ({ startWorker, deploy }) => {
    const first = await startWorker({ nodes });
    await deploy("needs", flow({ b: { node: "test.needy" } }, []));
    await first.stop();

    await startWorker({
      nodes: [{ ...needy, manifest: { ...needy.manifest, requires: ["program:sh"] } }],
    });
  }));
