import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RefluxError } from "../errors.ts";

export type MigrationFile = {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
  /** Programs that do not know it must not run on a database that has it. */
  readonly breaking: boolean;
  /** For `create index concurrently` and the like: one statement, which has to bear being run twice. */
  readonly transaction: boolean;
};

export type ObjectFile = { readonly path: string; readonly text: string; readonly sha256: string };

export type SqlFolder = {
  readonly migrations: readonly MigrationFile[];
  readonly objects: readonly ObjectFile[];
};

/** In the order in which they are applied. Bodies are not checked meanwhile, so functions may name views. */
const objectKinds = ["functions", "views", "triggers", "access", "comments"] as const;

export function readSqlFolder(folder: string): SqlFolder {
  return {
    migrations: readMigrations(join(folder, "migrations")),
    objects: objectKinds.flatMap((kind) => readObjects(folder, kind)),
  };
}

function readMigrations(folder: string): MigrationFile[] {
  const files = sqlFiles(folder).map((name) =>
    parseMigration(name, readFileSync(join(folder, name), "utf8")),
  );
  for (const [index, file] of files.entries()) {
    if (file.number === index + 1) continue;
    throw inconsistent(
      file.number <= index
        ? `two migrations are numbered ${file.number}`
        : `there is no migration ${index + 1}`,
      { file: file.name },
    );
  }
  return files;
}

function parseMigration(name: string, text: string): MigrationFile {
  const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
  if (!(number > 0)) throw inconsistent(`${name} is not named like 0001_what_it_does.sql`, { file: name });
  const markers = readMarkers(name, text);
  return {
    number,
    name,
    text,
    sha256: hash(text),
    breaking: markers.has("breaking"),
    transaction: !markers.has("no-transaction"),
  };
}

function readMarkers(file: string, text: string): ReadonlySet<string> {
  const first = text.split("\n", 1)[0] ?? "";
  const markers = first.startsWith("--!")
    ? first
        .slice(3)
        .trim()
        .split(/[\s,]+/)
    : [];
  const unknown = markers.find((marker) => marker !== "breaking" && marker !== "no-transaction");
  if (unknown !== undefined) throw inconsistent(`${file} has the unknown marker "${unknown}"`, { file });
  return new Set(markers);
}

function readObjects(folder: string, kind: (typeof objectKinds)[number]): ObjectFile[] {
  return sqlFiles(join(folder, kind)).map((name) => {
    const text = readFileSync(join(folder, kind, name), "utf8");
    return { path: `${kind}/${name}`, text, sha256: hash(text) };
  });
}

/** Sorted by code unit, the same on every machine. */
function sqlFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
}

/** Line ends are not content: the same file checked out on Windows is the same file. */
function hash(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
}

export function inconsistent(message: string, detail: Record<string, unknown>): RefluxError {
  return new RefluxError("RFI05", message, {
    detail,
    hint: "migrations are numbered without gaps and never edited once applied; write a new one",
  });
}
