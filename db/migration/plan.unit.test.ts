import { describe, expect, test } from "vitest";
import type { MigrationFile, SqlFolder } from "./files.ts";
import type { Ledger } from "./ledger.ts";
import { isNewer, planWork } from "./plan.ts";

const one = migration(1, "a");
const two = migration(2, "b");
const view = { path: "views/reflux.x.sql", text: "…", sha256: "v1" };

describe("planning", () => {
  test("an empty database gets everything", () => {
    const plan = planWork(folder([one, two], [view]), ledger({}), "1.0.0");

    expect(plan).toEqual({ migrations: [one, two], changed: [view], orphans: [], isAhead: false });
  });

  test("a database that has everything gets nothing", () => {
    const plan = planWork(folder([one], [view]), ledger({ migrations: [one], objects: [view] }), "1.0.0");

    expect(plan).toEqual({ migrations: [], changed: [], orphans: [], isAhead: false });
  });

  test("an edited migration is refused", () => {
    const applied = ledger({ migrations: [{ ...one, sha256: "other" }] });

    expect(() => planWork(folder([one]), applied, "1.0.0")).toThrowError(
      expect.objectContaining({ code: "RFI05", message: expect.stringContaining("0001_a.sql was edited") }),
    );
  });

  test("a migration that others overtook is refused", () => {
    const applied = ledger({ migrations: [two] });

    expect(() => planWork(folder([one, two]), applied, "1.0.0")).toThrowError(
      expect.objectContaining({ code: "RFI05", message: expect.stringContaining("never applied") }),
    );
  });

  test("an object file that is gone is an orphan", () => {
    const plan = planWork(folder([one]), ledger({ migrations: [one], objects: [view] }), "1.0.0");

    expect(plan.orphans).toEqual([view.path]);
  });

  test("an object file that was moved to another folder of its schema is new there, and no orphan", () => {
    const flat = { path: "functions/app/go.sql", text: "…", sha256: "v1" };
    const moved = { ...flat, path: "functions/app/hot/go.sql" };
    const elsewhere = { ...flat, path: "functions/other/go.sql" };
    const applied = ledger({ migrations: [one], objects: [flat] });

    expect(planWork(folder([one], [moved]), applied, "1.0.0")).toMatchObject({
      changed: [moved],
      orphans: [],
    });
    expect(planWork(folder([one], [elsewhere]), applied, "1.0.0").orphans).toEqual([flat.path]);
  });

  test("a newer database with a breaking migration is refused", () => {
    const applied = ledger({ migrations: [one, { ...two, breaking: true }] });

    expect(() => planWork(folder([one]), applied, "1.0.0")).toThrowError(
      expect.objectContaining({ code: "RFI02", message: expect.stringContaining("0002_b.sql") }),
    );
  });

  test("a newer database without one is used as it is, objects included", () => {
    const newer = { ...view, sha256: "v2" };
    const plan = planWork(
      folder([one], [view]),
      ledger({ migrations: [one, two], objects: [newer] }),
      "1.0.0",
    );

    expect(plan).toEqual({ migrations: [], changed: [], orphans: [], isAhead: true });
  });

  test("objects of a newer program without a new migration stay as well", () => {
    const newer = { ...view, sha256: "v2" };
    const applied = ledger({ migrations: [one], objects: [newer], program: "1.10.0" });

    expect(planWork(folder([one], [view]), applied, "1.9.0").changed).toEqual([]);
    expect(planWork(folder([one], [view]), applied, "1.10.0").changed).toEqual([view]);
  });
});

test.each([
  [undefined, "1.0.0", false],
  ["1.0.0", "1.0.0", false],
  ["1.0.1", "1.0.0", true],
  ["1.10.0", "1.9.9", true],
  ["0.9.9", "1.0.0", false],
  ["2.0.0", "1.9.9", true],
])("%s is newer than %s: %s", (version, than, expected) => {
  expect(isNewer(version, than)).toBe(expected);
});

function migration(number: number, name: string): MigrationFile {
  const file = `000${number}_${name}.sql`;
  return { number, name: file, text: "", sha256: `hash of ${file}`, breaking: false, transaction: true };
}

function folder(migrations: SqlFolder["migrations"], objects: SqlFolder["objects"] = []): SqlFolder {
  return { migrations, objects };
}

type Applied = Partial<SqlFolder> & { readonly program?: string };

function ledger({ migrations = [], objects = [], program }: Applied): Ledger {
  return {
    migrations,
    objects: new Map(objects.map(({ path, sha256 }) => [path, sha256])),
    programs: new Map(program === undefined ? [] : [["reflux", program]]),
    logins: new Map(),
    isOpen: false,
  };
}
