import type pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";

/**
 * What a session of ours counts on, whatever the database or the role defaults to (`alter database … set`): what it sees, how
 * values are written and read, what a name and a text mean. The one place; said at the start of each connection, where it
 * beats every default. `transaction_timeout` is not here, since servers before 17 do not know it; nor is
 * `default_transaction_read_only`, by which an operator stops all writes.
 */
const meaning = {
  default_transaction_isolation: "read committed",
  default_transaction_deferrable: "off",
  standard_conforming_strings: "on",
  backslash_quote: "safe_encoding",
  transform_null_equals: "off",
  array_nulls: "on",
  quote_all_identifiers: "off",
  row_security: "on",
  datestyle: "ISO,MDY",
  intervalstyle: "postgres",
  timezone: "UTC",
  timezone_abbreviations: "Default",
  bytea_output: "hex",
  extra_float_digits: "1",
  xmlbinary: "base64",
  xmloption: "content",
  lc_numeric: "C",
  lc_time: "C",
} as const;

/** SQL of authors finds the tables of its database by the database's own path, and has the limits of its role. */
const engine = {
  ...meaning,
  search_path: '"$user",public',
  statement_timeout: "0",
  lock_timeout: "0",
  idle_session_timeout: "0",
} as const;

const optionsFor = { engine: optionsOf(engine), authors: optionsOf(meaning) } as const;

/** The settings of an operator's connection string come first; where both say something, ours holds. */
export function pinned<Config extends pg.ClientConfig>(
  config: Config,
  purpose: keyof typeof optionsFor = "engine",
): Config & { readonly options: string } {
  return { ...config, options: [config.options, optionsFor[purpose]].filter(Boolean).join(" ") };
}

/** One connection to where a connection string says. */
export function connectionTo(connectionString: string, more: pg.ClientConfig = {}): pg.ClientConfig {
  return pinned({ ...parseIntoClientConfig(connectionString), ...more });
}

function optionsOf(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, "\\$&")}`)
    .join(" ");
}
