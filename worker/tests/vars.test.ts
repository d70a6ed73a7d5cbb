/** Variables of an installation, from where they are set to where an expression reads them. */
import { expect, test } from "vitest";
import { flow, withBench } from "../testing/kit.ts";

const transform = (value: unknown, options: object = {}) => ({
  node: "transform",
  config: { value },
  ...options,
});

test("an expression reads the value that is set when its step begins, of every kind and by every kind of plan", () =>
  withBench(async (bench) => {
    const values = {
      text: "https://a.example",
      number: 12.5,
      yes: true,
      nothing: null,
      list: [1, { a: "b" }],
    };
    for (const [name, value] of Object.entries(values))
      await bench.rows("select reflux.set_var($1, $2)", name, JSON.stringify(value));
    await bench.startWorker();
    const value = {
      walked: { text: "{{ vars.text }}/x", number: "{{ vars.number }}", nothing: "{{ vars.nothing }}" },
      inline: "{{ vars.number > 12 and vars.yes ? vars.list[1].a : 'no' }}",
      isolated: "{{ $map(vars.list, function($v) { $type($v) }) }}",
      scoped: "{{ $$.vars.text }}",
      inside: "{{ input.n.{ 'n': $, 'limit': $$.vars.number } }}",
    };

    const before = await bench.run(flow({ only: transform(value) }), { input: { n: 1 } });
    await bench.rows("select reflux.set_var('text', '\"https://b.example\"')");
    const after = await bench.finished(await bench.start("flow", { input: { n: 1 } }));

    expect(before.output).toEqual({
      walked: { text: "https://a.example/x", number: 12.5, nothing: null },
      inline: "b",
      isolated: ["number", "object"],
      scoped: "https://a.example",
      inside: { n: 1, limit: 12.5 },
    });
    expect(after.output).toMatchObject({
      scoped: "https://b.example",
      walked: { text: "https://b.example/x" },
    });
  }));

test.for([
  ["a config", transform("{{ vars.gone }}")],
  ["a path from the whole scope", transform("{{ $$.vars.gone }}")],
  ["a name in backticks", transform("{{ vars.`gone` }}")],
  ["a concurrency key", transform(1, { concurrency: { key: "{{ vars.gone }}", limit: 1 } })],
] as const)("in %s an unknown variable is refused at deploy, and at run time never null", ([, step]) =>
  withBench(async (bench) => {
    await bench.startWorker();
    const document = flow({ only: step });

    await expect(bench.deploy("flow", document)).rejects.toMatchObject({
      code: "RFV01",
      detail: expect.stringContaining('"RFV40"'),
    });
    await bench.rows("select reflux.set_var('gone', '7')");
    const there = await bench.run(document);
    await bench.rows("select reflux.unset_var('gone')");
    const gone = await bench.start("flow");

    expect(there.state).toBe("succeeded");
    expect((await bench.finished(gone)).state).toBe("failed");
    expect((await bench.step(gone, "only")).error).toMatchObject({
      code: "RFN10",
      message: "there is no variable gone",
    });
    await bench.rows("select reflux.set_var('gone', '8')");
    await bench.rows("select reflux.redrive_run($1)", gone);
    expect((await bench.reaches(gone, "only", "succeeded")).error).toBeNull();
  }),
);

test("a step that names no variable asks for none", () =>
  withBench(async (bench) => {
    await bench.rows("select reflux.set_var('there', '1')");
    await bench.startWorker();
    // If it were asked for, the step would fail.
    await bench.rows("revoke execute on function reflux_private.read_vars from reflux_worker");

    const without = await bench.run(
      flow({ only: transform({ a: "{{ input.x }} {{ $$ }}", b: "vars.there" }) }),
    );
    const named = await bench.run(flow({ only: transform("{{ vars.there }}") }));

    expect([without.state, named.state]).toEqual(["succeeded", "failed"]);
  }));
