import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startReflux } from "../testing/command.ts";
import { withDb } from "../testing/databases.ts";
import { withoutPassword } from "./psql.ts";

const PASSWORD = "p%40ss-in-ps";

test.each([
  ["postgresql://ada:p%40ss@db:5432/x?sslmode=require", "postgresql://ada@db:5432/x?sslmode=require", "p@ss"],
  ["postgres://ada:pw@h1:1,h2:2/x", "postgres://ada@h1:1,h2:2/x", "pw"],
  ["postgresql:///x?host=%2Ftmp&user=ada", "postgresql:///x?host=%2Ftmp&user=ada", undefined],
  ["postgresql:///x?user=ada&password=pw&port=1", "postgresql:///x?user=ada&port=1", "pw"],
  ["postgresql:///x?password=pw", "postgresql:///x", "pw"],
])("%s is given to psql without its password", (url, target, password) => {
  expect(withoutPassword(url)).toEqual(password === undefined ? { target } : { target, password });
});

test("no command shows the password of the database in the arguments of any process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reflux-ps-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // In the place of psql: stays while we look.
  writeFileSync(join(folder, "psql"), "#!/bin/sh\necho ready $PGPASSWORD\nsleep 3\n");
  chmodSync(join(folder, "psql"), 0o755);
  await withDb(async ({ url }) => {
    const own = new URL(url);
    // The test server trusts: any password does.
    const secret = url.replace(/^(\w+:\/\/[^:@/]*)(:[^@/]*)?@/, `$1:${PASSWORD}@`);
    const withPassword = secret === url ? `${url}${own.search ? "&" : "?"}password=${PASSWORD}` : secret;
    const env = { DATABASE_URL: withPassword, PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` };
    await using command = startReflux(["psql"], { env });
    await command.printed(/ready p@ss-in-ps/);

    const shown = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, "utf8");
        } catch {
          return "";
        }
      });

    expect(shown.filter((line) => line.includes("in-ps"))).toEqual([]);
    expect(shown.some((line) => line.includes(`${folder}/psql`))).toBe(true);
  });
});
