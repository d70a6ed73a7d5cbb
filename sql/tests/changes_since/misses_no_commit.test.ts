import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, type Db, deploy, start } from "../kit.ts";
import { Worker } from "../worker.ts";

type Changes = { readonly runs: string[]; readonly cursor: string };

async function since(db: Db, cursor: string | null): Promise<Changes> {
  const { rows } = await db.query<{ runs: string[]; next_cursor: string }>(
    "select runs, next_cursor from reflux.changes_since($1)",
    [cursor],
  );
  return { runs: rows.flatMap(({ runs }) => runs), cursor: rows[0]!.next_cursor };
}

test("without a cursor there is nothing but the cursor to begin with", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    await start(pool, "flow");

    expect(await since(pool, null)).toEqual({ runs: [], cursor: expect.stringMatching(/^\d+$/) });
  });
});

test("a change that was in flight when a later one was read comes with the next reading", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const [slow] = sessions;
    await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    const { cursor } = await since(pool, null);
    await slow!.query("begin");
    const early = await start(slow!, "flow");
    const late = await start(pool, "flow");

    const first = await since(pool, cursor);
    await slow!.query("commit");
    const second = await since(pool, first.cursor);

    expect(first.runs).toEqual([late]);
    expect(second.runs).toContain(early);
  });
});

test("while many write, a reader that goes from cursor to cursor sees all of it", async () => {
  await withSessions(8, async ({ pool, sessions }) => {
    await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    let { cursor } = await since(pool, null);
    const seen = new Set<string>();
    let writing = true;
    const reader = (async () => {
      for (let last = false; !last; ) {
        last = !writing;
        const changes = await since(pool, cursor);
        cursor = changes.cursor;
        for (const run of changes.runs) seen.add(run);
      }
    })();

    const runs = await Promise.all(
      sessions.map(async (session) => {
        const mine: string[] = [];
        for (let n = 0; n < 15; n += 1) mine.push(await start(session, "flow"));
        return mine;
      }),
    );
    writing = false;
    await reader;

    expect([...seen].toSorted()).toEqual(runs.flat().toSorted());
  });
});

test("a step that falls asleep, wakes or comes back is a change too", async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    const run = await start(pool, "flow");
    for (const kind of ["wait_for_signal", "release"] as const) {
      const [step] = await worker.take(pool, [[run, 0, ""]]);
      const { cursor } = await since(pool, null);

      await worker.complete(pool, { step: step!, kind });

      expect((await since(pool, cursor)).runs).toContain(run);
      if (kind === "wait_for_signal") await pool.query("select reflux.redrive_step($1, 'a')", [run]);
    }
  });
});
