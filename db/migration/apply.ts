import { readFileSync } from "node:fs";
import pg from "pg";
import { parseDetail, RefluxError } from "../errors.ts";
import type { MigrationFile, ObjectFile } from "./files.ts";
import { recordMigration, recordObjects, recordProgram } from "./ledger.ts";
import { transaction } from "./transaction.ts";

/** For a lock on a live table: who waits for it keeps everybody waiting behind him. A transaction begins again. */
const waitBriefly = "set local lock_timeout = '5s'";

/** Runs one migration and records it, both or neither (save for `no-transaction`, which records afterwards). */
export async function applyMigration(client: pg.ClientBase, file: MigrationFile): Promise<void> {
  if (!file.transaction) {
    await run(client, file.name, file.text);
    await recordMigration(client, file);
    return;
  }
  await transaction(client, async () => {
    await client.query(waitBriefly);
    await run(client, file.name, file.text);
    await recordMigration(client, file);
  });
}

export type ObjectWork = {
  readonly files: readonly ObjectFile[];
  readonly changed: readonly ObjectFile[];
  readonly version: string;
};

/**
 * Applies all object files in one transaction: whoever looks sees the old ones or the new ones. It takes locks on
 * live tables, so it waits for each only briefly, and tries again, instead of stopping everybody behind it.
 */
export async function applyObjects(
  client: pg.ClientBase,
  { files, changed, version }: ObjectWork,
): Promise<void> {
  await transaction(client, async () => {
    await client.query(`${waitBriefly}; set local check_function_bodies = off`);
    for (const file of withViewsDropped(files, changed)) await run(client, file.path, file.text);
    await validate(client, files);
    await recordObjects(client, files);
    await recordProgram(client, "reflux", version);
  });
}

/** `create or replace view` cannot change columns, so changed views are dropped first, all in one statement. */
function withViewsDropped(files: readonly ObjectFile[], changed: readonly ObjectFile[]) {
  const isView = ({ path }: ObjectFile) => path.startsWith("views/");
  const firstView = files.findIndex(isView);
  if (firstView < 0 || !changed.some(isView)) return files;
  const names = files.filter(isView).map(({ path }) => path.slice("views/".length, -".sql".length));
  const drop = { path: "views (drop)", text: `drop view if exists ${names.join(", ")}` };
  return [...files.slice(0, firstView), drop, ...files.slice(firstView)];
}

async function validate(client: pg.ClientBase, files: readonly ObjectFile[]): Promise<void> {
  const schemas = files
    .filter(({ path }) => path.startsWith("functions/"))
    .map(({ path }) => path.split("/").at(1) ?? "");
  await client.query("select set_config('reflux.validate', $1, true)", [[...new Set(schemas)].join(",")]);
  await run(client, "functions (validation)", validation);
}

const validation = readFileSync(new URL("validate.sql", import.meta.url), "utf8");

async function run(client: pg.ClientBase, file: string, text: string): Promise<void> {
  try {
    await client.query(text);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const line = error.position === undefined ? undefined : lineAt(text, Number(error.position));
    throw new RefluxError("RFI06", `${file}${line ? `:${line}` : ""}: ${error.message}`, {
      detail: { file, line, sqlstate: error.code, detail: parseDetail(error.detail), where: error.where },
      hint: error.hint ?? "nothing of this file was applied; correct it and migrate again",
      cause: error,
    });
  }
}

/** `position` counts characters from 1. */
function lineAt(text: string, position: number): number {
  return text.slice(0, position - 1).split("\n").length;
}
