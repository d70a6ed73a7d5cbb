import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { isAlive } from "#db/embedded/processes.ts";
import type { TestServer } from "#db/testing/server.ts";
import { dataDirOf } from "#db/testing/standby.ts";
import { type Arena, mixedFlow } from "./arena.ts";
import { endSpawned } from "./spawn.ts";

/**
 * The disk of the tables (`base`) or of the log (`pg_wal`) is full for a while. The first fails statements, which are made
 * again; the second ends the server, which starts again once there is room. A file system of its own takes root to mount.
 */
export async function fullDisk(
  arena: Arena,
  server: TestServer,
  scale: { folder: "base" | "pg_wal"; runs: number; fullMs: number },
) {
  await arena.deploy("mixed", mixedFlow(60));
  const folder = join(await dataDirOf(server), scale.folder);
  await server.stop();
  const unmount = mountSmall(folder, 96);
  await server.start();
  try {
    return await fillUp(arena, server, folder, scale);
  } finally {
    // Whoever looks afterwards finds all of it on the disk again.
    await endSpawned("SIGTERM");
    await server.stop();
    unmount();
    await server.start();
  }
}

async function fillUp(
  arena: Arena,
  server: TestServer,
  folder: string,
  scale: { folder: string; runs: number; fullMs: number },
) {
  await Promise.all([arena.spawn(), arena.spawn()]);
  const starting = (async () => {
    for (let index = 0; index < scale.runs; index += 1) await arena.start("mixed", `run-${index}`);
  })();
  await delay(1_000);
  const ballast = join(folder, "ballast");
  const { bavail, bsize } = statfsSync(folder);
  // All there is: what the server writes next finds no room.
  spawnSync("dd", [
    "if=/dev/zero",
    `of=${ballast}`,
    "bs=64k",
    `count=${Math.ceil((bavail * bsize) / 65_536) + 1}`,
  ]);
  const refused = await probe(server, scale.fullMs);
  rmSync(ballast, { force: true });
  // One that ended by itself is stopped all the same: its folder is still ours.
  if (!isAlive(server.pid())) await server.restart();
  await starting;
  await arena.allEnded(60_000 + 50 * scale.runs);
  return { ...scale, refused };
}

/** Writes until something is refused, so that the disk was full for somebody; answers with what was said. */
async function probe(server: TestServer, forMs: number): Promise<string> {
  let said = "";
  const deadline = performance.now() + forMs;
  while (performance.now() < deadline) {
    const client = new pg.Client({ connectionString: server.url, connectionTimeoutMillis: 2_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("create table if not exists public.ballast (what text)");
      await client.query(
        "insert into public.ballast select repeat(md5(n::text), 30) from generate_series(1, 20000) n",
      );
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
    } finally {
      await client.end().catch(() => undefined);
    }
    await delay(200);
  }
  if (said === "") throw new Error("the disk was full, and nobody noticed");
  return said;
}

function mountSmall(folder: string, mebibytes: number): () => void {
  const { uid, gid } = statSync(folder);
  const aside = `${folder}.aside`;
  cpSync(folder, aside, { recursive: true });
  const options = `size=${mebibytes}m,uid=${uid},gid=${gid},mode=700`;
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { encoding: "utf8" });
  if (mounted.status !== 0) throw new Error(`a file system of its own takes root: ${mounted.stderr.trim()}`);
  spawnSync("cp", ["-a", `${aside}/.`, folder]);
  spawnSync("chown", ["-R", `${uid}:${gid}`, folder]);
  return () => {
    rmSync(aside, { recursive: true, force: true });
    spawnSync("cp", ["-a", folder, aside]);
    spawnSync("umount", [folder]);
    for (const old of readdirSync(folder)) rmSync(join(folder, old), { recursive: true });
    spawnSync("cp", ["-a", `${aside}/.`, folder]);
    rmSync(aside, { recursive: true, force: true });
  };
}
