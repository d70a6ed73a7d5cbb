import { expect, test } from "vitest";
import { measureLimits } from "#db/measure-json.ts";
import { withTx } from "#db/testing/databases.ts";
import { type Db, deploy, flow, one, refusal, start } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

/** Small as jsonb, endless as text. */
const monsters: readonly (readonly [what: string, value: string, code: string])[] = [
  ["five thousand huge numbers", `[${Array(5_000).fill("1e131071").join()}]`, "RFV23"],
  ["one huge number", "1e131071", "RFV23"],
  ["a huge negative one, deep inside", `{"a": [{"b": -1e131071}]}`, "RFV23"],
  ["many tiny numbers", `[${Array(5_000).fill("1e-16383").join()}]`, "RFV23"],
  ["many zeros of many places", `[${Array(5_000).fill("0e-16383").join()}]`, "RFV23"],
  ["digits written out", `[${"9".repeat(1_001)}]`, "RFV23"],
  ["lists in lists", "[".repeat(202) + "]".repeat(202), "RFV23"],
  ["objects in objects", `${'{"a":'.repeat(201)}1${"}".repeat(201)}`, "RFV23"],
  ["numbers that are short, and too many", `[${Array(40_000).fill("1e999").join()}]`, "RFV04"],
];

test("no public function takes a value that could not be read again: all of them, with each kind of it", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", flow({ a: {} }));
    const run = await start(db, "flow");
    await worker.take(db);
    const { rows: doors } = await db.query<{ name: string; args: string[]; types: string[] }>(
      `select p.proname as name, p.proargnames[:p.pronargs] as args,
         array(select format_type(t, null) from unnest(p.proargtypes) with ordinality u(t, n) order by n) as types
       from pg_proc p where p.pronamespace = 'reflux'::regnamespace and 'jsonb'::regtype = any (p.proargtypes)
       order by 1`,
    );
    const known: Record<string, unknown> = {
      flow: "flow",
      slug: "flow",
      run_id: run,
      step: "a",
      name: "v",
      table_name: "reflux.runs",
    };
    const open: string[] = [];
    for (const { name, args, types } of doors.filter((door) => door.name !== "json_preview")) {
      for (const [what, value, code] of monsters) {
        const given = args.flatMap((arg, index) =>
          types[index] === "jsonb" ? [value] : arg in known ? [known[arg]] : [],
        );
        const names = args.filter((arg, index) => types[index] === "jsonb" || arg in known);
        const call = names.map((arg, index) => `${arg} => $${index + 1}`).join(", ");
        // What has read nothing of it answers with ids alone.
        const answer = await refusal(db, () =>
          db.query(
            `select count(x) from reflux.${name}(${call.replace("slug => $1", slugOf(name))}) x`,
            given,
          ),
        ).catch(async () => (name === "check_flow" ? await problems(db, value) : { code: "none" }));
        if (answer.code !== code) open.push(`${name} with ${what}: ${answer.code}`);
      }
    }

    expect(doors.length).toBeGreaterThan(6);
    expect(open).toEqual([]);
  });
});

function slugOf(name: string): string {
  return name === "create_flow" ? "slug => $1 || '-new'" : "slug => $1";
}

async function problems(db: Db, value: string): Promise<{ code: string }> {
  const { problems: found } = await one<{ problems: { code: string }[] }>(
    db,
    "select reflux.check_flow($1) as problems",
    [value],
  );
  return { code: found[0]?.code ?? "none" };
}

test.for(monsters)("a preview of %s says so, and does not write it out", async ([, value]) => {
  await withTx(async (db) => {
    const { preview } = await one<{ preview: { value: unknown; bytes: number; cut: boolean } }>(
      db,
      "select reflux.json_preview($1, 1000) as preview",
      [value],
    );

    expect(preview.cut).toBe(true);
    expect(JSON.stringify(preview.value).length).toBeLessThan(2_000);
    expect(preview.bytes).toBeGreaterThan(5);
  });
});

const fine: readonly (readonly [what: string, value: string])[] = [
  ["a thousand digits before the point", "1e999"],
  ["what is no double", `[1e400, 12345678901234567890.5, -0.0000000001]`],
  ["a thousand digits behind it", "1e-1000"],
  ["200 levels", `${"[".repeat(200)}1${"]".repeat(200)}`],
  ["all that there is room for", `[${Array(990).fill("1e999").join()}]`],
];

test.for(fine)("%s: taken, read, driven again, ended", async ([, value]) => {
  await withTx(async (db) => {
    await db.query("update reflux.settings set max_payload_bytes = 1000000");
    const worker = await Worker.register(db);
    await deploy(db, "flow", flow({ a: {} }));

    const { id: run } = await one<{ id: string }>(db, "select id from reflux.start_run('flow', $1)", [value]);

    const [step] = await worker.take(db);
    if (!step) throw new Error("nothing was leased");
    await worker.complete(db, { step, ...ok() });
    await db.query("select (reflux.redrive_step($1, 'a', input => $2)).state", [run, value]);
    await worker.drive(db);
    const ended = await one<{ state: string; same: boolean }>(
      db,
      "select state, input = $2::jsonb and input::text::jsonb = input as same from reflux.runs where id = $1",
      [run, value],
    );
    expect(ended).toEqual({ state: "succeeded", same: true });
  });
});

test("the limits in SQL are those of the program", async () => {
  await withTx(async (db) => {
    const problem = async (value: string) =>
      (await one<{ p: unknown }>(db, "select reflux_private.measure_problem($1) as p", [value])).p;
    const { depth, digits } = measureLimits;

    expect(await problem(`${"[".repeat(depth)}1${"]".repeat(depth)}`)).toBeNull();
    expect(await problem(`${"[".repeat(depth + 1)}1${"]".repeat(depth + 1)}`)).not.toBeNull();
    expect(await problem("9".repeat(digits))).toBeNull();
    expect(await problem("9".repeat(digits + 1))).not.toBeNull();
  });
});

test("a run from before there were limits can still be ended", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", flow({ a: {} }));
    const run = await start(db, "flow");
    await db.query("update reflux.runs set input = $2 where id = $1", [run, monsters[0]?.[1]]);

    const { state } = await one<{ state: string }>(
      db,
      "select state from reflux.cancel_run($1, 'too large')",
      [run],
    );

    expect(state).toBe("cancelled");
  });
});
