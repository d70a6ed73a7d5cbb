import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import type pg from "pg";

/** What a figure depends on beside the code. Figures of different machines are never put in one table. */
export type Environment = {
  readonly at: string;
  readonly machine: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly commit: string;
};

const settings = [
  "synchronous_commit",
  "fsync",
  "full_page_writes",
  "shared_buffers",
  "max_wal_size",
  "checkpoint_timeout",
  "wal_compression",
  "max_connections",
  "jit",
  "random_page_cost",
  "data_checksums",
  "shared_preload_libraries",
];

export async function captureEnvironment(client: Pick<pg.Pool, "query">): Promise<Environment> {
  const { rows } = await client.query<{ name: string; value: string }>(
    "select name, current_setting(name) as value from pg_settings where name = any ($1) or name = 'server_version'",
    [settings],
  );
  const values = new Map(rows.map(({ name, value }) => [name, value]));
  const cores = cpus().length;
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return {
    at: new Date().toISOString(),
    machine: `${process.platform}-${process.arch}-${cores}core-${memoryGb}gb`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores,
    memoryGb,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: values.get("server_version") ?? "unknown",
    settings: Object.fromEntries(settings.map((name) => [name, values.get(name) ?? "?"])),
    commit: commit(),
  };
}

/** With a mark when the working tree has changes: then the commit does not tell what was measured. */
function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
    const isDirty = git(
      "status",
      "--porcelain",
      "--untracked-files=no",
      "--",
      "sql",
      "db",
      "nodes",
      "worker",
      "graphql",
      "web/src",
    );
    return git("rev-parse", "--short", "HEAD") + (isDirty === "" ? "" : "+changes");
  } catch {
    return "unknown";
  }
}
