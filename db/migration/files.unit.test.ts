import { describe, expect, test } from "vitest";
import { sqlFolder } from "../testing/sql-folder.ts";
import { readSqlFolder } from "./files.ts";

describe("reading the sql folder", () => {
  test("objects come in the order functions, views, triggers, access, comments, each sorted by path", () => {
    const { objects } = readSqlFolder(
      sqlFolder({
        "comments/a.sql": "",
        "access/a.sql": "",
        "triggers/a.sql": "",
        "views/a.sql": "",
        "functions/reflux/b.sql": "",
        "functions/reflux/a.sql": "",
        "functions/reflux_private/sweep/a.sql": "",
        "functions/reflux_private/hot/b.sql": "",
        "functions/notes.md": "",
        "debug/why.sql": "",
        "tests/x.sql": "",
      }),
    );

    expect(objects.map(({ path }) => path)).toEqual([
      "functions/reflux/a.sql",
      "functions/reflux/b.sql",
      "functions/reflux_private/hot/b.sql",
      "functions/reflux_private/sweep/a.sql",
      "views/a.sql",
      "triggers/a.sql",
      "access/a.sql",
      "comments/a.sql",
    ]);
  });

  test("markers are read from the first line", () => {
    const { migrations } = readSqlFolder(
      sqlFolder({
        "migrations/0001_plain.sql": "select 1;",
        "migrations/0002_index.sql": "--! no-transaction\nselect 1;",
        "migrations/0003_both.sql": "--! breaking, no-transaction\nselect 1;",
        "migrations/0004_late.sql": "-- prose\n--! breaking\nselect 1;",
      }),
    );

    expect(migrations.map(({ breaking, transaction }) => ({ breaking, transaction }))).toEqual([
      { breaking: false, transaction: true },
      { breaking: false, transaction: false },
      { breaking: true, transaction: false },
      { breaking: false, transaction: true },
    ]);
  });

  test("line ends are no content", () => {
    const hashes = ["a\nb\n", "a\r\nb\r\n"].map(
      (text) => readSqlFolder(sqlFolder({ "migrations/0001_x.sql": text })).migrations[0]?.sha256,
    );

    expect(hashes[0]).toBe(hashes[1]);
  });

  test.each([
    ["a gap", { "migrations/0001_a.sql": "", "migrations/0003_c.sql": "" }, "there is no migration 2"],
    ["a double number", { "migrations/0001_a.sql": "", "migrations/0001_b.sql": "" }, "numbered 1"],
    ["a bad name", { "migrations/one.sql": "" }, "one.sql is not named"],
    ["an unknown marker", { "migrations/0001_a.sql": "--! braking" }, 'unknown marker "braking"'],
  ])("%s is refused", (_, files, message) => {
    expect(() => readSqlFolder(sqlFolder(files))).toThrowError(
      expect.objectContaining({ code: "RFI05", message: expect.stringContaining(message) }),
    );
  });
});
