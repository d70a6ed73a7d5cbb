import { expect, test } from "vitest";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, deploy, flow, one, start } from "../kit.ts";
import { Worker } from "../worker.ts";

const watching = flow({ change: { node: "table.change", config: { table: "orders" } }, a: {} }, [
  "change -> a",
]);

// Under serializable whoever is at work with others has to try again anyway; alone, nothing fails.
test.for([
  ["read committed", 20],
  ["repeatable read", 20],
  ["serializable", 1],
] as const)(
  "under %s, %i transactions at once start their runs, and their rows start theirs",
  async ([isolation, count]) => {
    await withSessions(count, async ({ pool, sessions }) => {
      const worker = await Worker.register(pool);
      await pool.query("create table public.orders (id int primary key)");
      await pool.query("grant select, trigger on public.orders to reflux_query");
      await deploy(pool, "flow", chain("a"));
      await deploy(pool, "watching", watching);
      for (const session of sessions) {
        await session.query(`begin isolation level ${isolation}`);
        await session.query("select count(*) from reflux.flows");
      }
      // After they have looked: what it is changes nothing for them.
      await worker.renew(pool, 5);

      await Promise.all(
        sessions.map(async (session, n) => {
          await start(session, "flow", { input: { n } });
          await session.query("insert into public.orders values ($1)", [n]);
          await session.query("commit");
        }),
      );

      expect(await one(pool, "select count(*)::int as runs from reflux.runs")).toEqual({
        runs: 2 * count,
      });
      await checkPromises(pool);
    });
  },
);
