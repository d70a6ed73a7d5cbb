import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { chain, flow } from "../flows.ts";
import type { Arena } from "./arena.ts";

/**
 * A person holds runs in an open transaction, and a backup holds every table of ours (ACCESS SHARE, as pg_dump does),
 * while a new worker starts. All other runs go on as if nobody were there.
 */
export async function heldByPeople(arena: Arena, scale: { held: number; others: number; holdMs: number }) {
  await arena.deploy(
    "held",
    flow({ first: { node: "test.slow", config: { ms: 300 } }, after: {} }, ["first -> after"]),
  );
  await arena.deploy("other", chain(5));
  await arena.spawn({ concurrency: Math.max(2, Math.floor(scale.held / 2)) });
  const sessions = [1, 2].map(() => new pg.Client({ connectionString: arena.url }));
  const [person, backup] = sessions as [pg.Client, pg.Client];
  await Promise.all(sessions.map((session) => session.connect()));
  try {
    const held: string[] = [];
    for (let index = 0; index < scale.held; index += 1) held.push(await arena.start("held", `held-${index}`));
    await backup.query("begin isolation level repeatable read");
    const { rows: tables } = await backup.query<{ name: string }>(
      "select format('reflux.%I', relname) as name from pg_class where relnamespace = 'reflux'::regnamespace and relkind in ('r', 'p')",
    );
    await backup.query(`lock table ${tables.map(({ name }) => name).join(", ")} in access share mode`);
    await person.query("begin");
    await person.query("select from reflux.runs where id = any ($1) for update", [held]);
    await delay(500);
    const begun = performance.now();
    await arena.spawn();
    const startedMs = Math.round(performance.now() - begun);
    let longestMs = 0;
    for (let index = 0; performance.now() - begun < scale.holdMs && index < scale.others; index += 1) {
      const at = performance.now();
      await arena.finished(await arena.start("other", `other-${index}`), 10_000);
      longestMs = Math.max(longestMs, Math.round(performance.now() - at));
    }
    await person.query("commit");
    await backup.query("commit");
    await arena.allEnded(30_000);
    if (startedMs > 10_000) throw new Error(`a worker took ${startedMs} ms to start beside a backup`);
    if (longestMs > 3_000) throw new Error(`a run of five steps took ${longestMs} ms while others were held`);
    return { ...scale, startedMs, longestMs };
  } finally {
    await Promise.all(sessions.map((session) => session.end()));
  }
}
