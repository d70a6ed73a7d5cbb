import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { callForms } from "#web/src/data/call-forms.ts";
import {
  changesBetween,
  type EngineForm,
  fields,
  problemsOf,
  valuesOf,
} from "#web/src/screens/settings/engine-settings.ts";

const texts =
  "-1 0 0.00001 0.0003 0.001 0.017 0.02 0.5 0.999 1 1.5 2 4 64 65 2047 2048 32767 32768 360000 360001";
const blank = Object.fromEntries(fields.map(([name]) => [name, "?"])) as EngineForm;
// What is not whole in the database is rounded before it is sent.
const cases = fields.flatMap(([name, { one }]) =>
  (one === undefined ? [] : texts.split(" "))
    .filter((text) => typeof one === "string" || Number.isInteger(Number(text) * Number(one)))
    .map((text) => ({ name, text, after: { ...blank, [name]: text } })),
);

test("each setting takes on the page what it takes in the database", async () => {
  await withTx(async (db) => {
    const taken = async (after: EngineForm) => {
      await db.query("savepoint change");
      const call = callForms("change_settings", valuesOf(changesBetween(blank, after)));
      const took = await db.query(call.sql ?? "").then(
        () => true,
        (error: Error) => /out of range|bigint/.exec(String(error)) === null && Promise.reject(error),
      );
      await db.query("rollback to savepoint change");
      return took;
    };
    const inTheEngine: [string, string, boolean][] = [];
    for (const { name, text, after } of cases) inTheEngine.push([name, text, await taken(after)]);
    const onThePage = cases.map(({ name, text, after }) => [
      name,
      text,
      Object.keys(problemsOf(blank, after)).length === 0,
    ]);

    expect(onThePage).toEqual(inTheEngine);
    expect(new Set(inTheEngine.map(([name, , took]) => `${name} ${took}`)).size).toBe(
      2 * (fields.length - 1),
    );
  });
});
