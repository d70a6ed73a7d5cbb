/** What the release before had in one table is where it belongs after the migration, and can be read as before. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { chain, flow, one, startFlow } from "../kit.ts";
import { Worker } from "../worker.ts";

const migrations = new URL("../../migrations/", import.meta.url);
const file = readdirSync(migrations).find((name) => /^\d+_outputs\.sql$/.test(name)) ?? "";

test("outputs and bytes of an earlier release part, and each stays readable", async () => {
  await withDb(async ({ pool: db }) => {
    const bytes = Buffer.alloc(1_200_000, "abc");
    const hash = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await worker.drive(db);
    // As it was: one table for both.
    await db.query(`
      drop table reflux.artifacts, reflux.artifact_refs, reflux_private.artifact_parts, reflux_private.artifact_uploads;
      alter table reflux.settings drop column max_artifact_bytes;
      alter table reflux.outputs rename to artifacts;
      alter index reflux.outputs_pkey rename to artifacts_pkey;
      alter index reflux.steps_by_output rename to steps_by_artifact;
      alter table reflux.steps rename column output_hash to artifact;
      alter table reflux.artifacts alter column body drop not null, add column content bytea,
        add column content_type text, add column kept_at timestamptz not null default now()`);
    await db.query(
      `insert into reflux.artifacts (hash, bytes, body, content, content_type)
       values ('large', 9, '{"a": 1.50}', null, null), ($1, 1200000, null, $2, 'image/png'),
         ('sha256:none', 0, null, '', 'a/b')`,
      [hash, bytes],
    );
    await db.query("update reflux.steps set output = null, artifact = 'large' where idx = 0");

    await db.query(`begin; ${readFileSync(new URL(file, migrations), "utf8")}; commit`);

    expect((await db.query("select hash, body::text from reflux.outputs")).rows).toEqual([
      { hash: "large", body: '{"a": 1.50}' },
    ]);
    expect(await one(db, "select reflux.step_output($1, 'a')::text as output", [run])).toEqual({
      output: '{"a": 1.50}',
    });
    const found = await one<{ bytes: string; location: string; content_type: string }>(
      db,
      "select * from reflux_private.find_artifact($1, $2)",
      [hash, run],
    );
    expect(found).toMatchObject({ bytes: "1200000", content_type: "image/png" });
    const { rows } = await db.query<{ content: Buffer }>(
      "select content from reflux_private.artifact_parts where location = $1 order by part",
      [found.location],
    );
    expect(Buffer.concat(rows.map(({ content }) => content)).equals(bytes)).toBe(true);
    expect(rows.every(({ content }) => content.length <= 524_288)).toBe(true);
    // A run that began after has no part in them, unless it is made of one that had.
    const young = await startFlow(db, flow({ b: {} }));
    expect((await db.query("select from reflux_private.find_artifact($1, $2)", [hash, young])).rows).toEqual(
      [],
    );
    const fork = await one<{ id: string }>(db, "select id from reflux.fork_run($1, version => 1)", [run]);
    expect(
      (await db.query("select from reflux_private.find_artifact($1, $2)", [hash, fork.id])).rows,
    ).toHaveLength(1);
  });
});
