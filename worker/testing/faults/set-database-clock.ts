import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { serverEnvironment } from "#db/embedded/data-folder.ts";
import type { TestServer } from "#db/testing/server.ts";
import { flow } from "../flows.ts";
import { type Arena, mixedFlow } from "./arena.ts";

/** Debian's package `faketime`: without it there is no way to set the clock of one program. */
const LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/**
 * The database's clock is set, an hour forward and back, while work is under way. A second is a second, whatever it says:
 * new waits end in time, and so does all that was ready or in a queue at that moment.
 */
export async function setDatabaseClock(
  arena: Arena,
  server: TestServer,
  scale: { runs: number; steps: readonly number[] },
) {
  if (!existsSync(LIBRARY)) throw new Error("not done: it takes Debian's package faketime");
  const folder = mkdtempSync("/tmp/reflux-clock-");
  chmodSync(folder, 0o755);
  const file = join(folder, "shift");
  const set = (seconds: number) =>
    writeFileSync(file, `${seconds < 0 ? "" : "+"}${seconds}\n`, { mode: 0o644 });
  const faked = {
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  set(0);
  await server.stop();
  Object.assign(serverEnvironment, faked);
  await server.start();
  try {
    await arena.deploy("mixed", mixedFlow(60));
    await arena.deploy("nap", flow({ nap: { node: "wait", config: { duration: "1s" } } }));
    await Promise.all([arena.spawn(), arena.spawn()]);
    let longestMs = 0;
    for (const [round, seconds] of scale.steps.entries()) {
      for (let index = 0; index < scale.runs; index += 1)
        await arena.start("mixed", `mixed-${round}-${index}`);
      await delay(100);
      set(seconds);
      const stepped = performance.now();
      const [clock] = await arena.rows<{ now: Date }>("select clock_timestamp() as now");
      const off = ((clock?.now.getTime() ?? 0) - Date.now()) / 1_000;
      if (Math.abs(off - seconds) > 5) throw new Error(`the clock is ${off} s off, not ${seconds}`);
      for (let index = 0; index < scale.runs; index += 1) await arena.start("nap", `nap-${round}-${index}`);
      await arena.allEnded(60_000);
      longestMs = Math.max(longestMs, Math.round(performance.now() - stepped));
    }
    if (longestMs > 20_000) throw new Error(`waits of a second took ${longestMs} ms`);
    return { ...scale, longestMs };
  } finally {
    await server.stop();
    for (const name of Object.keys(faked)) Reflect.deleteProperty(serverEnvironment, name);
    await server.start();
    rmSync(folder, { recursive: true });
  }
}
