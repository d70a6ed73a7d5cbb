import { getNamedType, isInputObjectType } from "postgraphile/graphql";
import { expect, test } from "vitest";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { type Stage, withServer } from "./kit.ts";

/** What comes back from a start under a key: whether it was one, or the code of its refusal. */
type Door = (stage: Stage, key: string, input: object) => Promise<boolean | string>;

const doors: Readonly<Record<string, Door>> = {
  start_run: async ({ pool }, key, input) =>
    await viaSql(pool.query("select replayed from reflux.start_run('flow', $2, $1)", [key, input])),
  try_step: async ({ pool }, key, input) =>
    await viaSql(
      pool.query("select replayed from reflux.try_step('flow', 'work', $2, idempotency_key => $1)", [
        key,
        input,
      ]),
    ),
  startRun: async (stage, key, input) =>
    await viaApi(stage, "startRun", "StartRunInput", { flow: "flow", idempotencyKey: key, input }),
  tryStep: async (stage, key, input) =>
    await viaApi(stage, "tryStep", "TryStepInput", {
      flow: "flow",
      step: "work",
      idempotencyKey: key,
      input,
    }),
  webhook: async ({ fetch }, key, input) => {
    const response = await fetch("/hooks/in", {
      method: "POST",
      headers: { "idempotency-key": key },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as { error?: { code: string }; replayed: boolean };
    return body.error?.code ?? body.replayed;
  },
};

test.for(Object.keys(doors))(
  "%s says whether its key has started the run before, and refuses one that is none or another's",
  async (name) => {
    const door = doors[name] ?? expect.fail(name);
    await withServer(async (stage) => {
      await announce(stage.pool);
      await deploy(stage.pool, "flow", webhookFlow("in"));

      expect(await door(stage, "k", { n: 1 })).toBe(false);
      expect(await door(stage, "k", { n: 1 })).toBe(true);
      expect(await door(stage, "k", { n: 2 })).toBe("RFC10");
      for (const none of ["", " ", "\t", "x".repeat(501)])
        expect(await door(stage, none, { n: 1 }), JSON.stringify(none)).toBe("RFV06");
      const runs = await stage.pool.query("select count(*)::int as n from reflux.runs");
      expect(runs.rows).toEqual([{ n: 1 }]);

      const many = await Promise.all(Array.from({ length: 12 }, () => door(stage, "race", { n: 3 })));
      expect(many.filter((replayed) => replayed === false)).toEqual([false]);
    });
  },
);

test("every mutation that takes a key is among them", async () => {
  await withServer(async ({ server }) => {
    const mutations = Object.values(server.engine.schema.getMutationType()?.getFields() ?? {});
    const keyed = mutations.filter(({ args }) => {
      const input = getNamedType(args[0]?.type);
      return isInputObjectType(input) && "idempotencyKey" in input.getFields();
    });
    expect(keyed.map(({ name }) => name).filter((name) => !(name in doors))).toEqual([]);
  });
});

async function viaSql(asked: Promise<{ rows: { replayed: boolean }[] }>): Promise<boolean | string> {
  return await asked.then(
    ({ rows }) => rows[0]?.replayed ?? "no row",
    (error: unknown) => (error as { code: string }).code,
  );
}

async function viaApi(
  { ask, token }: Stage,
  field: string,
  type: string,
  input: object,
): Promise<boolean | string> {
  const { data, errors } = await ask(
    `mutation ($input: ${type}!) { ${field}(input: $input) { result { replayed } } }`,
    { input },
    await token("editor"),
  );
  return errors[0]?.extensions.code ?? data[field].result.replayed;
}
