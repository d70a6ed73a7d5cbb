/** Workers delete what is past its term, beside their work. */
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { chain, withBench } from "../testing/kit.ts";

test("a worker deletes runs past their term with their large outputs, and says so", () =>
  withBench(async ({ startWorker, run, rows, logged }) => {
    const first = await startWorker();
    const large = { input: { text: "x".repeat(10_000) } };
    const old = await run(chain(2), large);
    const young = await run(chain(2), { input: { text: "y".repeat(10_000) } });
    await first.stop();
    await rows(
      "update reflux.runs set created_at = created_at - interval '91 days', finished_at = finished_at - interval '91 days' where id = $1",
      old.id,
    );
    expect(await rows("select from reflux.outputs")).toHaveLength(2);

    await startWorker();

    await eventually("one output is left", async () => {
      const { length } = await rows("select from reflux.outputs");
      return length === 1 || undefined;
    });
    expect(await rows("select id from reflux.runs")).toEqual([{ id: young.id }]);
    await eventually("it is said", async () =>
      logged.join("\n").includes("past their term: 1 runs, 1 outputs and 0 artifacts are deleted"),
    );
  }));
