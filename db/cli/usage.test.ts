import { expect, test } from "vitest";
import { reflux } from "../testing/command.ts";
import { withDb, withEmptyDb } from "../testing/databases.ts";

const nowhere = { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };

test("help names every command, the exit codes and the environment", async () => {
  const { code, stdout } = await reflux(["--help"]);

  expect(code).toBe(0);
  for (const name of ["dev", "deploy", "redrive", "doctor", "token", "Exit codes:", "DATABASE_URL"]) {
    expect(stdout).toContain(name);
  }
});

test.each([
  { args: ["frobnicate"], says: "unknown command 'frobnicate'" },
  { args: ["show", "seven"], says: "It is a whole number." },
  { args: ["runs", "--state", "happy"], says: "Allowed choices are" },
  { args: ["redrive", "7", "--input", "{}"], says: "name it" },
])("bad usage ($args) ends with 2 and says what is wrong", async ({ args, says }) => {
  const { code, stdout, stderr } = await reflux(args);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(says);
});

test.each([
  { args: ["--only", "log,excel.*"], says: "--only (REFLUX_ONLY) names no node of this worker: excel.*" },
  { args: ["--without", "*"], says: "leave no node to run" },
  { args: ["--only", ","], says: "nodes separated by commas" },
])("a worker that is told $args is refused before it looks for a database", async ({ args, says }) => {
  const { code, stderr } = await reflux(["worker", ...args], { env: nowhere });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^RFV06 /);
  expect(stderr).toContain(says);
});

test("a database that does not answer ends with 3: code, message and hint, and no stack", async () => {
  const { code, stderr } = await reflux(["runs"], { env: nowhere });

  expect(code).toBe(3);
  expect(stderr).toMatch(/^RFX05 database unreachable: .*ECONNREFUSED.*\n {6}`reflux doctor` /);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test("REFLUX_DEBUG adds the stack", async () => {
  const { stderr } = await reflux(["runs"], { env: { ...nowhere, REFLUX_DEBUG: "1" } });

  expect(stderr).toMatch(/^\s+at /m);
});

test("for programs an error is JSON as well", async () => {
  const { code, stdout, stderr } = await reflux(["runs", "--json"], { env: nowhere });

  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(JSON.parse(stderr)).toEqual({
    error: { code: "RFX05", message: expect.any(String), hint: expect.any(String) },
  });
});

test("a bad environment variable is named before anything is done", async () => {
  const { code, stderr } = await reflux(["runs"], { env: { DATABASE_URL: "mysql://x" } });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^RFV06 bad environment variable: DATABASE_URL/);
});

test("a database without the schema is not touched; the hint says how to get it", async () => {
  await withEmptyDb(async ({ url, pool }) => {
    const { code, stderr } = await reflux(["runs"], { env: { DATABASE_URL: url } });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^RFI02 .*\n +run `reflux migrate`/);
    const { rows } = await pool.query("select from pg_namespace where nspname = 'reflux'");
    expect(rows).toEqual([]);
  });
});

test("what does not exist ends with 4, an empty list with 0", async () => {
  await withDb(async ({ url }) => {
    const env = { DATABASE_URL: url };

    const missing = await Promise.all(
      [
        ["show", "7"],
        ["run", "no-such-flow"],
        ["pause", "7"],
        ["token", "revoke", "7"],
      ].map(async (args) => await reflux(args, { env })),
    );
    const empty = await reflux(["runs"], { env });

    expect(missing.map(({ code }) => code)).toEqual([4, 4, 4, 4]);
    expect(missing[0]?.stderr).toMatch(/^RFN02 no run 7\n/);
    expect(empty).toEqual({ code: 0, stdout: "", stderr: expect.stringContaining("no runs") });
  });
});

test("input that is not JSON is refused before the database is asked", async () => {
  const { code, stderr } = await reflux(["run", "any", "--input", "{id: 7}"], { env: nowhere });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^RFV07 --input is not JSON/);
});

test("doctor finds nothing wrong with a migrated database, and fails where nobody answers", async () => {
  await withDb(async ({ url }) => {
    const sound = await reflux(["doctor", "--json"], { env: { DATABASE_URL: url } });
    const lost = await reflux(["doctor"], { env: nowhere });

    expect(sound.code).toBe(0);
    expect(JSON.parse(sound.stdout)).toContainEqual({ subject: "schema", state: "ok", message: "current" });
    expect(lost.code).toBe(1);
    expect(lost.stdout).toMatch(/^✗ database .*RFX05/m);
  });
});

test("psql has reflux on its search path, and the rights of the role it is asked for", async () => {
  await withDb(async ({ url }) => {
    const query =
      "select current_user, count(*) from runs group by 1 union all select current_user, 0 limit 1";
    const asViewer = ["psql", "--role", "viewer", "--", "-AtX", "-c", query];

    const { code, stdout, stderr } = await reflux(asViewer, { env: { DATABASE_URL: url } });
    if (stderr.includes("psql is not installed")) return;

    expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: "reflux_viewer|0" });
  });
});

test("psql shows an error's code, message and hint, and nothing of the engine", async () => {
  await withDb(async ({ url }) => {
    const args = ["psql", "--", "-AtX", "-c", "select pause_run(99)"];

    const { code, stderr } = await reflux(args, { env: { DATABASE_URL: url } });
    if (stderr.includes("psql is not installed")) return;

    expect(code).toBe(1);
    expect(stderr).toMatch(/^ERROR: {2}RFN02: no run 99\nHINT: {2}See reflux\.runs\.\n/);
    expect(stderr).not.toMatch(/CONTEXT|PL\/pgSQL|SQL statement|DETAIL/);
  });
});

test("url prints the connection string and nothing else", async () => {
  const { code, stdout } = await reflux(["url"], { env: nowhere });

  expect({ code, stdout }).toEqual({ code: 0, stdout: `${nowhere.DATABASE_URL}\n` });
});

test("colours are for terminals, unless they are forced", async () => {
  const plain = await reflux(["doctor"], { env: nowhere });
  const forced = await reflux(["doctor"], { env: { ...nowhere, FORCE_COLOR: "1" } });

  expect(plain.stdout).not.toContain("\u001b[");
  expect(forced.stdout).toContain("\u001b[31m✗");
});
