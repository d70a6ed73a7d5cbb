/** All that takes locks, at once, on one database. Nobody waits in a circle. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { assertNoDeadlock } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { chain, flow, withBench } from "../testing/kit.ts";
import { randomOf } from "../testing/random.ts";

/** Notes each commit by which more run under a key than may: whoever takes a place holds its key until then. */
const overdrawn = `
  create table public.overdrawn (key text, running bigint);
  create function public.note_overdrawn() returns trigger language plpgsql security definer as $$
  begin
    insert into public.overdrawn
    select s.slot_key, count(*)
    from reflux.steps s
    where s.slot_key = new.slot_key and s.state = 'running'
    group by s.slot_key
    having count(*) > max(s.slot_limit);
    return null;
  end $$;
  create constraint trigger note_overdrawn after update on reflux.steps deferrable initially deferred for each row
    when (new.slot_key is not null and new.state = 'running') execute function public.note_overdrawn()`;

test("races, keys, children, joins and people take their locks in one order", { timeout: 120_000 }, () =>
  withBench(
    async ({ startWorker, announce, deploy, start, rows, pool }) => {
      await announce();
      await rows(overdrawn);
      const random = randomOf(7);
      await deploy("child", chain(2));
      await deploy(
        "flow",
        flow(
          {
            root: {},
            a: {},
            b: { concurrency: { key: "one", limit: 2 } },
            c: { node: "flow.call", config: { flow: "child" } },
            d: { concurrency: { key: "{{ 'two' }}", limit: 3 } },
            first: { join: "any" },
            both: {},
            all: {},
            last: { join: "any" },
          },
          [
            ...["a", "b", "c", "d"].map((step) => `root -> ${step}`),
            ..."a b c".split(" ").map((step) => `${step} -> first`),
            ..."b d".split(" ").map((step) => `${step} -> both`),
            ..."first both d".split(" ").map((step) => `${step} -> all`),
            ..."both c a".split(" ").map((step) => `${step} -> last`),
          ],
        ),
      );
      await Promise.all([1, 2, 3].map(() => startWorker({ concurrency: 30 })));
      const runs: string[] = [];
      const person = async () => {
        for (let act = 0; act < 40; act += 1) {
          await delay(random() * 60);
          const run = runs[Math.floor(random() * runs.length)];
          const what = [
            "cancel_run($1)",
            "pause_run($1)",
            "resume_run($1)",
            "redrive_step($1, 'b')",
            "redrive_step($1, 'root')",
          ];
          // A run may be where that cannot be done.
          await rows(`select reflux.${what[Math.floor(random() * what.length)]}`, run).catch(() => undefined);
        }
      };
      const starter = async () => {
        for (let count = 0; count < 80; count += 1) runs.push(await start("flow"));
      };

      await Promise.all([starter(), starter(), starter(), delay(200).then(person), delay(200).then(person)]);
      for (const run of runs) await rows("select reflux.resume_run($1)", run).catch(() => undefined);
      await eventually(
        "every run ends",
        async () => (await rows("select from reflux.runs where finished_at is null limit 1")).length === 0,
        { withinMs: 60_000, everyMs: 200 },
      );

      expect(runs).toHaveLength(240);
      expect(await rows("select * from public.overdrawn")).toEqual([]);
      expect(await rows("select from reflux.steps where slot_key is not null")).toEqual([]);
      await assertNoDeadlock({ pool });
    },
    { lease: "10 seconds" },
  ),
);
