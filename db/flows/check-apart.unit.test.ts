import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { checkExpressions } from "#language/flow/check/deployed-expressions.ts";
import { checkApart } from "./check-apart.ts";

const flow = (value: unknown) => ({ steps: { shape: { config: { value } } } });

/** The parser copies what stands left of each ??, so this grows with the power of their number. */
const exploding = `{{ ${"(".repeat(10)}input.${"a.".repeat(3_000)}b${" ?? 1)".repeat(10)} }}`;

test("a process apart says what this one would say", async () => {
  const document = flow(["{{ input.id }}", "{{ 1 + }}", { deep: "{{ steps.gone.output }}" }]);

  const problems = await checkApart(document);

  expect(problems).toHaveLength(2);
  expect(problems).toEqual(checkExpressions(document));
});

test("what is no document has no problem here", async () => {
  expect(await checkApart(undefined)).toEqual([]);
  expect(await checkApart(["{{ 1 + }}"])).toEqual([]);
});

test("an expression that is never read to its end is a problem, and nobody else waits for it", async () => {
  let turns = 0;
  const clock = setInterval(() => turns++, 20);
  const documents = [flow(exploding), flow("{{ 1 + }}"), flow(exploding), flow("{{ 2 + }}")];

  const answers = await Promise.all(documents.map((one) => checkApart(one, { cpuSeconds: 3 })));
  clearInterval(clock);

  expect(answers.map((problems) => problems.map(({ code }) => code))).toEqual([
    ["RFL08"],
    ["RFV11"],
    ["RFL08"],
    ["RFV11"],
  ]);
  expect(turns).toBeGreaterThan(10);
});

test("a process that hardly gets any time is waited for", async () => {
  const others = Array.from({ length: 8 }, () => spawn(process.execPath, ["-e", "for (;;);"]));
  const answers = await Promise.all(
    [flow("{{ 1 + }}"), flow("{{ 2 + }}")].map((one) => checkApart(one, { cpuSeconds: 2 })),
  );
  for (const other of others) other.kill("SIGKILL");

  expect(answers.flat().map(({ code }) => code)).toEqual(["RFV11", "RFV11"]);
});

test("a statement that would be refused when it runs is a problem of its field", async () => {
  const sql = (text: unknown, node = "postgres.query@1") => ({ node, config: { text } });

  const problems = await checkApart({
    steps: {
      fine: sql("select 1", "postgres.query"),
      two: sql("select 1 --\r; commit"),
      "a b": sql("select pg_notify('x', 'y')"),
      typo: sql("selekt 1"),
      other: sql("commit", "postgres.queryable"),
      odd: sql(7),
    },
  });

  expect(problems.map(({ path, code }) => `${code} ${path}`)).toEqual([
    "RFV10 steps.two.config.text",
    'RFV10 steps["a b"].config.text',
    "RFV10 steps.typo.config.text",
  ]);
}, 30_000);

test("more than can wait are sent away", async () => {
  const answers = await Promise.allSettled(
    Array.from({ length: 60 }, () => checkApart(flow("{{ 1 }}"), { deadlineMs: 1 })),
  );

  const refused = answers.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(8);
  for (const answer of refused) expect(answer).toMatchObject({ reason: { code: "RFL01" } });
});
