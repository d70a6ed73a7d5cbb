/** Who gets into the embedded server, and as whom; and how a folder of an older REFLUX becomes one of now. */
import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, rmSync, statSync } from "node:fs";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { chain, deploy, start as startRun } from "#sql/tests/kit.ts";
import { Worker } from "#sql/tests/worker.ts";
import { migrate } from "../migrate.ts";
import { removeHome, temporaryHome } from "../testing/server.ts";
import { credentials, serverAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { makeSocketDir, serverEnvironment } from "./data-folder.ts";
import { embeddedUrl, type Layout, layoutOf } from "./layout.ts";
import { launch, stopPostmaster } from "./postmaster.ts";
import { runningEmbedded } from "./running.ts";
import { asArguments, throwAway, tunedSettings } from "./settings.ts";
import { type Embedded, startEmbedded } from "./start.ts";

test("the owner is no superuser, and nobody is one, or a login of REFLUX, by saying so", async () => {
  const home = emptyHome();
  await using server = await start(home);
  await migrate(server.url);

  const refusals: Record<string, unknown> = {};
  for (const name of ["postgres", "reflux_api", "reflux_worker", "reflux_query", "nobody"])
    refusals[name] = await query(server.url.replace("user=reflux", `user=${name}&password=guess`), "select 1")
      .then(() => "let in")
      .catch((error: { code: string }) => error.code);

  expect(
    await query(
      server.url,
      "select rolname, rolcreatedb or rolbypassrls or rolreplication as more from pg_roles where rolsuper or rolname = 'reflux' order by 1",
    ),
  ).toEqual([
    { rolname: "postgres", more: true },
    { rolname: "reflux", more: false },
  ]);
  expect(new Set(Object.values(refusals))).toEqual(new Set(["28P01"]));
  expect(statSync(layoutOf(home).superuserFile).mode & 0o777).toBe(0o600);
});

test("an owner who is no superuser limits what authors' SQL uses up", async () => {
  await using server = await start(emptyHome());
  await migrate(server.url);

  const rows = await query(
    server.url,
    "select c as setting from pg_db_role_setting d, unnest(d.setconfig) c where d.setrole = 'reflux_query'::regrole order by 1",
  );

  expect(rows.map(({ setting }) => setting)).toEqual([
    "idle_in_transaction_session_timeout=1min",
    "idle_session_timeout=10min",
    "lock_timeout=30s",
    "statement_timeout=5min",
    "temp_file_limit=1GB",
    "work_mem=16MB",
  ]);
});

test("the superuser gets another password when its file is gone", async () => {
  const home = emptyHome();
  const first = await start(home);
  await first.stop();
  rmSync(layoutOf(home).superuserFile);

  await using second = await start(home);

  expect(await query(second.superuserUrl, "select current_user as name")).toEqual([{ name: "postgres" }]);
});

test("a folder whose owner was the superuser is turned into one of now, runs and all, once", async () => {
  const home = emptyHome();
  const old = await startOldStyle(layoutOf(home));
  await migrate(old.url);
  await query(old.url, oldThings);
  await runFlow(old.url);
  await stopPostmaster(old.pid, "fast");

  const first = await start(home);
  const seen = await query(first.url, whatIsThere);
  await expect(query(first.url, "select pg_read_file('/etc/passwd')")).rejects.toMatchObject({
    code: "42501",
  });
  // As the owner: everything can be used, changed, and dropped.
  await migrate(first.url);
  await runFlow(first.url);
  await query(first.url, "select reflux_private.keep_partitions(); alter table public.orders add note text");
  await query(first.url, "update reflux_private.objects set sha256 = 'older'");
  expect((await migrate(first.url)).objects).toBeGreaterThan(0);
  await first.stop();
  await using second = await start(home);

  expect(seen).toEqual([
    { superuser: false, database: "reflux", others: "0", runs: "1", orders: "1", mood: "glad", files: "1" },
  ]);
  expect(await query(second.url, whatIsThere)).toEqual([{ ...seen[0], runs: "2" }]);
});

test("a conversion that was interrupted half way is finished by the next start", async () => {
  const home = emptyHome();
  const first = await start(home);
  await migrate(first.url);
  const inside = first.superuserUrl.replace("/postgres?", "/reflux?");
  // As it is after the roles were turned, and before the objects of the database were handed over.
  await query(inside, "alter database reflux owner to postgres; alter table reflux.runs owner to postgres");
  await first.stop();

  await using second = await start(home);

  expect(
    await query(
      second.url,
      "select relowner::regrole::text as owner, (select datdba::regrole::text from pg_database where datname = 'reflux') as database from pg_class where oid = 'reflux.runs'::regclass",
    ),
  ).toEqual([{ owner: "reflux", database: "reflux" }]);
});

const oldThings = `
  create type public.mood as enum ('glad');
  create table public.orders (id int generated always as identity, mood public.mood default 'glad');
  create table public.serials (id serial);
  create view public.orders_seen as select * from public.orders;
  create function public.f() returns int language sql as 'select 1';
  insert into public.orders default values;
  select lo_from_bytea(0, 'x');
  create schema "Odd Name";
  create table "Odd Name"."a ""table""" (id int);
`;

const whatIsThere = `
  select r.rolsuper as superuser, (select datdba::regrole::text from pg_database where datname = 'reflux') as database,
    (select count(*) from pg_class where relowner <> r.oid and oid >= 16384 and relnamespace <> 'pg_toast'::regnamespace) as others,
    (select count(*) from reflux.runs where state = 'succeeded') as runs,
    (select count(*) from public.orders) as orders, (select mood::text from public.orders) as mood,
    (select count(*) from pg_largeobject_metadata where lomowner = r.oid) as files
  from pg_roles r where r.rolname = current_user`;

/** As the version before made and started it: its superuser is `reflux`, and whoever reaches the socket is anybody. */
async function startOldStyle(layout: Layout): Promise<{ url: string; pid: number }> {
  const account = serverAccount(layout.dataDir);
  const binaries = findBinaries(account);
  mkdirSync(layout.dataDir, { mode: 0o700 });
  if (account) chownSync(layout.dataDir, account.uid, account.gid);
  const arguments_ = "--auth-local trust --auth-host reject --encoding UTF8 --locale=C.UTF-8 --no-sync".split(
    " ",
  );
  const made = spawnSync(binaries.initdb, ["-D", layout.dataDir, "--username", "reflux", ...arguments_], {
    ...credentials(account),
    cwd: layout.dataDir,
    env: serverEnvironment,
    encoding: "utf8",
  });
  expect(made.stderr).toBe("");
  makeSocketDir(layout.socketDir, account);
  const settings = asArguments({ ...tunedSettings(), ...throwAway });
  const child = await launch({
    program: binaries.postgres,
    dataDir: layout.dataDir,
    arguments: ["-k", layout.socketDir, "-p", "5432", ...settings],
    logFile: layout.logFile,
    account,
  });
  const url = embeddedUrl(layout.home);
  await query(url.replace("/reflux?", "/postgres?"), "create database reflux");
  return { url, pid: child.pid ?? -1 };
}

/** A flow of one step, started, taken, completed: the engine's calls, from one end to the other. */
async function runFlow(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const worker = await Worker.register(client);
    await deploy(client, "old", chain("a"));
    await startRun(client, "old");
    await worker.drive(client);
  } finally {
    await client.end();
  }
}

function start(home: string): Promise<Embedded> {
  return startEmbedded({ home, settings: throwAway });
}

function emptyHome(): string {
  const home = temporaryHome();
  onTestFinished(async () => {
    const left = runningEmbedded(home);
    if (left) await stopPostmaster(left.pid, "immediate");
    removeHome(home);
  });
  return home;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
