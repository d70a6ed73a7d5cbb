import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./database.ts";
import { examine } from "./doctor.ts";
import { throwAway } from "./embedded/settings.ts";
import { startEmbedded } from "./embedded/start.ts";
import type { Finding } from "./finding.ts";
import { asLogin, withDb, withEmptyDb } from "./testing/databases.ts";
import { removeHome, temporaryHome } from "./testing/server.ts";

describe("doctor", () => {
  test("finds nothing but missing workers in a migrated database", async () => {
    await withDb(async ({ url }) => {
      const findings = await examine({ DATABASE_URL: url });

      expect(states(findings)).toEqual({
        settings: "ok",
        server: "ok",
        database: "ok",
        schema: "ok",
        extensions: "ok",
        owner: expect.stringMatching("ok|warning"),
        "login api": "ok",
        "login worker": "ok",
        "login query": "ok",
        limits: "ok",
        doors: "ok",
        workers: "warning",
        steps: "ok",
        retention: "ok",
        readers: "ok",
        alerts: "ok",
        watches: "ok",
        schedules: "ok",
        tokens: "ok",
      });
    });
  });

  test.each([
    ["reflux_api", ["login api"]],
    ["reflux_worker", ["login worker", "login query"]],
  ] as const)("told %s alone, looks at what that login may see, and finds it well", async (role, logins) => {
    await withDb(async ({ url }) => {
      const findings = await examine({ DATABASE_URL: asLogin(url, role) });

      const subjects = ["settings", "server", "database", "schema", "extensions", ...logins];
      expect(states(findings)).toEqual(Object.fromEntries(subjects.map((subject) => [subject, "ok"])));
    });
  });

  test("tells of a reader that holds history up and does not come", async () => {
    await withDb(async ({ url, pool }) => {
      await pool.query("select reflux_private.register_reader('traces')");
      await pool.query("update reflux_private.readers set advanced_at = now() - interval '2 days'");

      expect(await examine({ DATABASE_URL: url })).toContainEqual(
        expect.objectContaining({
          subject: "readers",
          state: "warning",
          message: "history is kept for who does not come: traces has not read on for 2 days",
        }),
      );
    });
  });

  test("tells live workers from silent ones", async () => {
    await withDb(async ({ url, pool }) => {
      await pool.query(
        "insert into reflux.workers (name, lease_until) values ('a', now() + interval '1 h'), ('b', now() - interval '1 h')",
      );

      expect(await examine({ DATABASE_URL: url })).toContainEqual(
        expect.objectContaining({ subject: "workers", state: "warning", message: "1 live, 1 silent" }),
      );
    });
  });

  test("names schedules that have no next time", async () => {
    await withDb(async ({ url, pool }) => {
      await pool.query("insert into reflux.flows (slug) values ('report')");
      await pool.query(
        "insert into reflux.schedules (flow_id, step, config, problem) select id, 'tick', '{}', 'it has no next time' from reflux.flows",
      );

      expect(await examine({ DATABASE_URL: url })).toContainEqual(
        expect.objectContaining({
          subject: "schedules",
          state: "warning",
          message: "start no runs: report, step tick: it has no next time",
        }),
      );
    });
  });

  test("says how to close a database in which anybody may make objects", async () => {
    await withDb(async ({ url, pool }) => {
      const { rows } = await pool.query("select current_database() as name");
      const name = String(rows[0]?.name);
      await pool.query(
        `grant temporary on database ${name} to public; grant create on schema public to public`,
      );

      expect(await examine({ DATABASE_URL: url })).toContainEqual({
        subject: "doors",
        state: "warning",
        message: "anybody who can connect may make objects here",
        hint: `as the owner: revoke temporary on database ${name} from public; revoke create on schema public from public`,
      });
    });
  });

  test("says that a database without the schema has to be migrated", async () => {
    await withEmptyDb(async ({ url }) => {
      expect(await examine({ DATABASE_URL: url })).toContainEqual({
        subject: "schema",
        state: "problem",
        message: expect.stringContaining("RFI02"),
        hint: "run `reflux migrate`",
      });
    });
  });

  test("says that a database does not answer, and does not show its password", async () => {
    const findings = await examine({ DATABASE_URL: "postgresql://me:hunter2@127.0.0.1:1/x" });

    expect(states(findings)).toEqual({ settings: "ok", server: "ok", database: "problem" });
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  test("stops at bad settings", async () => {
    expect(states(await examine({ PORT: "x" }))).toEqual({ settings: "problem" });
  });

  test("knows an embedded server that does not run from one that does", async () => {
    const home = emptyHome();
    const before = await examine({ REFLUX_HOME: home });
    await using server = await startEmbedded({ home, settings: throwAway });
    const after = await examine({ REFLUX_HOME: home });

    expect(states(before)).toEqual({ settings: "ok", folder: "ok", programs: "ok", server: "warning" });
    expect(after).toContainEqual({
      subject: "server",
      state: "ok",
      message: `embedded, process ${server.pid}, run by process ${process.pid}`,
    });
    expect(states(after)).toMatchObject({ database: "ok", schema: "problem" });
  });
});

describe("opening the database", () => {
  test("shares a running embedded server, and starts one for want of it", async () => {
    const env = { REFLUX_HOME: emptyHome() };
    const first = await openDatabase({ mode: "share", env });
    const second = await openDatabase({ mode: "share", env });

    expect([first.origin, second.origin]).toEqual(["started", "running"]);
    expect(second.url).toBe(first.url);
    await expect(openDatabase({ mode: "own", env })).rejects.toMatchObject({ code: "RFI04" });
    await second[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    await first.exited;
  });

  test("takes DATABASE_URL, and never the embedded server instead of one that does not answer", async () => {
    await withEmptyDb(async ({ url }) => {
      await using database = await openDatabase({ mode: "own", env: { DATABASE_URL: url } });
      expect(database).toMatchObject({ url, origin: "configured" });
    });
    const env = { DATABASE_URL: "postgresql://x@127.0.0.1:1/x", REFLUX_HOME: emptyHome() };
    await expect(openDatabase({ mode: "share", env })).rejects.toMatchObject({ code: "RFX05" });
  });
});

function emptyHome(): string {
  const home = temporaryHome();
  onTestFinished(() => removeHome(home));
  return home;
}

function states(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(findings.map(({ subject, state }) => [subject, state]));
}
