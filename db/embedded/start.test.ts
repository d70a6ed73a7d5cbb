import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { removeHome, temporaryHome } from "../testing/server.ts";
import { layoutOf } from "./layout.ts";
import { stopPostmaster } from "./postmaster.ts";
import { isAlive } from "./processes.ts";
import { runningEmbedded, stopAbandoned } from "./running.ts";
import { throwAway } from "./settings.ts";
import { type Embedded, startEmbedded } from "./start.ts";

describe("the embedded server", () => {
  test("starts in an empty folder, keeps its data, and stops", async () => {
    const home = emptyHome();
    const first = await start(home);
    await query(first.url, "create table kept (id int); insert into kept values (7)");
    await first.stop();
    await first.exited;

    await using second = await start(home);

    expect(await query(second.url, "select id from kept")).toEqual([{ id: 7 }]);
    expect(isAlive(first.pid)).toBe(false);
  });

  test("listens on a socket only, durable and tuned", async () => {
    const home = emptyHome();
    await using server = await startEmbedded({ home });

    const rows = await query(
      server.url,
      "select name, setting from pg_settings where name = any ('{listen_addresses,fsync,synchronous_commit,jit,max_connections}') order by name",
    );

    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: "on",
      jit: "off",
      listen_addresses: "",
      max_connections: "200",
      synchronous_commit: "on",
    });
    expect(statSync(layoutOf(home).socketDir).mode & 0o777).toBe(0o700);
  });

  test("does not run as root", async () => {
    await using server = await start(emptyHome());

    const owner = statSync(`/proc/${server.pid}`, { throwIfNoEntry: false })?.uid;

    expect(owner).not.toBe(0);
  });

  test("refuses a second start while the first parent lives, and the first goes on", async () => {
    const home = emptyHome();
    await using server = await start(home);

    await expect(start(home)).rejects.toMatchObject({
      code: "RFI04",
      message: expect.stringContaining(String(process.pid)),
    });
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("outlives a killed parent, and the next start adopts it, data and all", async () => {
    const home = emptyHome();
    const parent = await parentOf(home);
    await query(parent.url, "create table kept (id int)");
    parent.process.kill("SIGKILL");
    await once(parent.process, "exit");
    expect(runningEmbedded(home)).toMatchObject({ pid: parent.pid, parent: undefined });

    const server = await start(home);

    expect(server).toMatchObject({ pid: parent.pid, adopted: true, url: parent.url });
    expect(await query(server.url, "select count(*)::int as rows from kept")).toEqual([{ rows: 0 }]);
    await server.stop();
    expect(isAlive(parent.pid)).toBe(false);
  });

  test("does not hear the Ctrl-C that stops its parent", async () => {
    const home = emptyHome();
    const parent = await parentOf(home);
    // What a terminal does: the signal goes to the whole process group.
    process.kill(-(parent.process.pid ?? 0), "SIGINT");
    await once(parent.process, "exit");

    expect(await query(parent.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await stopAbandoned(home)).toBe(true);
    expect(runningEmbedded(home)).toBeUndefined();
  });

  test("comes back by itself after kill -9, with what was committed", async () => {
    const home = emptyHome();
    const first = await start(home);
    await query(first.url, "create table kept as select generate_series(1, 1000) as id");
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    await first.stop();

    await using second = await start(home);

    expect(await query(second.url, "select count(*)::int as rows from kept")).toEqual([{ rows: 1000 }]);
  });

  test("waits for the sessions of a server that was killed, whatever they write into the log meanwhile", async () => {
    const home = emptyHome();
    const first = await start(home);
    const session = new pg.Client(first.superuserUrl);
    session.on("error", () => undefined);
    await session.connect();
    const { rows } = await session.query("select pg_backend_pid() as pid");
    // It does not notice that its server is gone, and keeps its memory.
    process.kill(rows[0].pid, "SIGSTOP");
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    await first.stop();
    const lastWord = "FATAL:  terminating connection due to unexpected postmaster exit";
    const orphan = setInterval(
      () => appendFileSync(first.logFile, `2026-01-01 00:00:00.000 UTC [1] orphan ${lastWord}\n`),
      1,
    );
    const thawed = delay(1500).then(() => process.kill(rows[0].pid, "SIGCONT"));
    onTestFinished(() => clearInterval(orphan));

    await using second = await start(home);

    await thawed;
    expect(second.adopted).toBe(false);
  });

  test("starts although its old pid now belongs to another program", async () => {
    const home = emptyHome();
    const first = await start(home);
    const file = join(layoutOf(home).dataDir, "postmaster.pid");
    const content = readFileSync(file, "utf8");
    await first.stop();
    writeFileSync(file, content.replace(/^\d+/, String(process.pid)));

    await using second = await start(home);

    expect(second.adopted).toBe(false);
  });

  test("ignores the remains of an initdb that was interrupted", async () => {
    const home = emptyHome();
    mkdirSync(`${layoutOf(home).dataDir}.draft`);
    writeFileSync(join(`${layoutOf(home).dataDir}.draft`, "PG_VERSION"), "18");

    await using server = await start(home);

    expect(server.adopted).toBe(false);
  });

  test("puts its socket elsewhere when the path of the folder is long", async () => {
    const home = join(emptyHome(), "a-very-long-name".repeat(8), ".reflux");
    mkdirSync(join(home, ".."), { recursive: true });

    await using server = await start(home);

    expect(layoutOf(home).socketDir).toMatch(/^\/tmp\/reflux-[0-9a-f]{12}$/);
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("says what is wrong when it cannot start, and can be started afterwards", async () => {
    const home = emptyHome();

    await expect(start(home, { shared_buffers: "a lot" })).rejects.toMatchObject({
      code: "RFI03",
      message: expect.stringContaining("shared_buffers"),
      hint: expect.stringContaining(layoutOf(home).logFile),
    });
    await using server = await start(home);
    expect(server.adopted).toBe(false);
  });

  test("refuses data of another major version", async () => {
    const home = emptyHome();
    await (await start(home)).stop();
    writeFileSync(join(layoutOf(home).dataDir, "PG_VERSION"), "9\n");

    await expect(start(home)).rejects.toMatchObject({
      code: "RFI03",
      detail: { data: 9, programs: expect.any(Number) },
    });
  });

  test("says so when the folder cannot be written", async () => {
    const file = join(emptyHome(), "a-file");
    writeFileSync(file, "");

    await expect(start(join(file, ".reflux"))).rejects.toMatchObject({
      code: "RFI03",
      message: expect.stringContaining(file),
    });
  });

  test("is not there where none was started", () => {
    expect(runningEmbedded(emptyHome())).toBeUndefined();
  });
});

// Only root can hand over to another account, and only then may that one be shut out.
describe.runIf(process.getuid?.() === 0)("as root in a folder that others cannot enter", () => {
  test("data goes to a place the account can reach, and is found again through the folder", async () => {
    const closed = emptyHome();
    chmodSync(closed, 0o700);
    const home = join(closed, ".reflux");
    const first = await start(home);
    await query(first.url, "create table kept (id int)");
    await first.stop();

    const second = await start(home);
    const [row] = await query(
      second.superuserUrl.replace("/postgres?", "/reflux?"),
      "select current_setting('data_directory') as folder, to_regclass('kept')",
    );
    await second.stop();

    const { folder = "" } = row ?? {};
    expect(row).toMatchObject({
      folder: expect.stringMatching(/^\/var\/lib\/reflux\//),
      to_regclass: "kept",
    });
    rmSync(folder, { recursive: true });
    expect(existsSync(folder)).toBe(false);
  });
});

function emptyHome(): string {
  const home = temporaryHome();
  onTestFinished(async () => {
    const left = runningEmbedded(home);
    if (left) await stopPostmaster(left.pid, "immediate");
    removeHome(home);
  });
  return home;
}

function start(home: string, settings = {}): Promise<Embedded> {
  return startEmbedded({ home, settings: { ...throwAway, ...settings } });
}

/** Another process that starts the server, in a process group of its own like a shell's job. */
async function parentOf(home: string): Promise<{ process: ChildProcess; url: string; pid: number }> {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(new URL("start.ts", import.meta.url).href)});
    const { url, pid } = await startEmbedded({ home: ${JSON.stringify(home)}, settings: ${JSON.stringify(throwAway)} });
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { url, pid }: { url: string; pid: number } = JSON.parse(String(line));
  return { process: child, url, pid };
}

async function query(url: string, text: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
