import { setTimeout as delay } from "node:timers/promises";
import { administer } from "#db/testing/global-setup.ts";
import type { TestServer } from "#db/testing/server.ts";
import { chain } from "../flows.ts";
import type { Arena } from "./arena.ts";

/** For a while nothing can be written, and connections made meanwhile begin with a refusal. Then all take work again, in time. */
export async function deafDoorbell(
  arena: Arena,
  server: TestServer,
  scale: { rounds: number; runs: number; windowMs: number },
) {
  await arena.deploy("flow", chain(3));
  await Promise.all([arena.spawn(), arena.spawn()]);
  let longestMs = 0;
  for (let round = 0; round < scale.rounds; round += 1) {
    await readOnly(server, true);
    // Whatever they do next is refused, the first question of a new doorbell too.
    for (let moment = 0; moment < scale.windowMs; moment += 1_000) {
      await command(
        server,
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reflux_worker'",
      );
      await delay(1_000);
    }
    await readOnly(server, false);
    const back = performance.now();
    for (let index = 0; index < scale.runs; index += 1) await arena.start("flow", `${round}-${index}`);
    await arena.allEnded(60_000);
    longestMs = Math.max(longestMs, Math.round(performance.now() - back));
  }
  if (longestMs > 10_000) throw new Error(`it took ${longestMs} ms until workers took work again`);
  return { ...scale, longestMs };
}

async function readOnly(server: TestServer, on: boolean): Promise<void> {
  await command(server, `alter system set default_transaction_read_only = ${on ? "on" : "off"}`);
  await command(server, "select pg_reload_conf()");
}

/** As the superuser, whom no window binds. */
async function command({ superuserUrl }: TestServer, sql: string): Promise<void> {
  await administer(superuserUrl, async (client) => {
    await client.query("set default_transaction_read_only = off");
    await client.query(sql);
  });
}
