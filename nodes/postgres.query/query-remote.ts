import type { Socket } from "node:net";
import { type ClientConfig, DatabaseError, Query, types } from "pg";
import { parseJson } from "#language/json.ts";
import { type Context, NodeError } from "../sdk/index.ts";
import { bindByType } from "./bind.ts";
import type { Target } from "./connection.ts";
import { BoundedClient, MAX_WIRE_BYTES } from "./wire.ts";

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly rowLimit: number;
  readonly timeoutMs: number;
}

const MAX_RESULT_BYTES = 8_000_000;

/**
 * One statement in one transaction on one connection. Too many rows, an abort and a lost connection all roll back.
 * The server looks after its client, so a statement whose worker is gone does not run on.
 */
export async function queryRemote(
  target: Target,
  statement: Statement,
  { connect, evidence, signal }: Pick<Context, "connect" | "evidence" | "signal">,
): Promise<unknown[]> {
  signal.throwIfAborted();
  const { host, port, user, database } = target;
  const { text, values, timeoutMs } = statement;
  const tell = evidence({
    kind: "sql",
    statement: text,
    values: [...values],
    database: `${host}:${port}/${database}`,
  });
  const began = performance.now();
  const ended = () => ({ ms: Math.round(performance.now() - began) });
  const socket = await connect({ host, port, signal, timeoutMs }).catch((error: unknown) => {
    tell({ error: reasonOf(error), ...ended() });
    if (signal.aborted) throw signal.reason;
    throw classify(error);
  });
  const client = new BoundedClient({
    ...target,
    stream: () => alreadyConnected(socket),
    limit: MAX_WIRE_BYTES,
    application_name: "reflux postgres.query",
    connectionTimeoutMillis: timeoutMs,
  });
  // A lost connection also fails the statement that waits for it; this only keeps the process alive.
  client.on("error", () => undefined);
  const hangUp = () => client.connection.stream.destroy();
  signal.addEventListener("abort", hangUp, { once: true });
  try {
    await client.connect();
    await client.query(opening(timeoutMs));
    const { rows, command, count } = await collect(client, statement);
    await client.query("commit");
    tell({ command, rows: count, ...ended() });
    return rows;
  } catch (error) {
    tell({ error: reasonOf(error), ...ended() });
    if (signal.aborted) throw signal.reason;
    throw classify(error, user);
  } finally {
    signal.removeEventListener("abort", hangUp);
    hangUp();
  }
}

/** The driver wants to connect by itself; it is told that it has. */
function alreadyConnected(socket: Socket): Socket {
  const connect = () => {
    process.nextTick(() => socket.emit("connect"));
    return socket;
  };
  return Object.assign(socket, { connect });
}

/** Settings as statements, since connection poolers refuse them as start-up parameters. */
function opening(timeoutMs: number): string {
  return `begin;
    set local statement_timeout = ${timeoutMs};
    set local timezone = 'UTC';
    set local standard_conforming_strings = on; -- as our grammar reads it
    do $$ begin
      perform set_config('client_connection_check_interval', '1s', true);
    exception when others then null; -- not every server can
    end $$`;
}

/** What a statement gave; `count`: the rows that it gave or changed. */
export interface Collected {
  readonly rows: unknown[];
  readonly command: string;
  readonly count: number;
}

/** Rows are counted as they arrive: a table of a million rows costs the worker no more than the limit. */
export async function collect(client: BoundedClient, statement: Statement): Promise<Collected> {
  const { text, rowLimit } = statement;
  const values = await bindByType(client, text, statement.values);
  return await new Promise((resolve, reject) => {
    const rows: unknown[] = [];
    let bytes = 0;
    // Only hanging up ends the flow of rows, and it rolls back too: the connection is of no further use.
    const giveUp = (what: string) => {
      query.removeAllListeners("row");
      reject(tooMuch(what));
      client.connection.stream.destroy();
    };
    // The extended protocol refuses a second statement, whatever our own reading of the text has missed.
    const config = { text, values: [...values], types: jsonTypes, queryMode: "extended" };
    const query = new Query(config);
    query.on("row", (row: unknown) => {
      const json = JSON.stringify(row);
      bytes += json.length;
      rows.push(parseJson(json));
      if (rows.length > rowLimit) giveUp(`more than ${rowLimit} rows`);
      else if (bytes > MAX_RESULT_BYTES) giveUp(`more than ${MAX_RESULT_BYTES} bytes`);
    });
    query.on("error", reject);
    query.on("end", ({ command, rowCount }) =>
      resolve({ rows, command: command ?? "", count: rowCount ?? rows.length }),
    );
    client.query(query);
  });
}

function tooMuch(what: string): NodeError {
  return new NodeError("RFL07", `the statement gives ${what}`, { hint: "Add a limit, or aggregate in SQL." });
}

/** Types by their number in pg_type: bool; int2 to float8 and numeric; bytea and date; timestamp, with zone or without. */
const BOOL = 16;
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);
const AS_WRITTEN = new Set([17, 1082]);
const TIMES = new Set([1114, 1184]);

/** Values as `to_jsonb` would give them, so that a statement means the same here and in the step's transaction. */
const jsonTypes: NonNullable<ClientConfig["types"]> = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (oid === BOOL) return (value: string) => value === "t";
    if (NUMBERS.has(oid)) return exactNumber;
    if (TIMES.has(oid)) return (value: string) => value.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
    if (AS_WRITTEN.has(oid)) return (value: string) => value;
    return types.getTypeParser(oid, format);
  },
};

/** A number that JavaScript cannot hold with all its digits stays text: a wrong id is worse than a quoted one. */
function exactNumber(value: string): number | string {
  const number = Number(value);
  return Number.isFinite(number) && digitsOf(value) === digitsOf(String(number)) ? number : value;
}

/** One spelling for one value: `12.50` and `1.25e1` alike. */
function digitsOf(text: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^(-?)(\d+)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  if (kept === "") return "0";
  return `${sign}${kept}e${Number(power) - fraction.length + digits.length - kept.length}`;
}

/** Serialisation failures and lost servers pass; everything else is the statement's own. */
const PASSING = /^(08|40|53|57P0[1-5])/;

/** Postgres says what it is that was not granted, and neither to whom nor how. */
function grantFor(message: string, role: string): string | undefined {
  const [, kind, name] = /^permission denied for (\w+(?: \w+)?) (\S+)$/.exec(message) ?? [];
  if (!kind) return undefined;
  const right =
    kind === "schema" ? "usage" : kind === "function" ? "execute" : "select, insert, update, delete";
  return `As the owner, grant what the statement needs of it: grant ${right} on ${kind === "view" ? "" : `${kind} `}${name} to ${role}.`;
}
const JSON_HINT =
  "A text for json is JSON itself: {{ $string(input.value) }}. Lists and objects go as they are.";

/** The other side's own words, or why there are none. */
export function reasonOf(error: unknown): string {
  const known = classify(error);
  return known instanceof Error ? known.message : String(known);
}

/** What a driver threw, as an error of ours, never with the connection string. */
export function classify(error: unknown, role = "the role of the statement"): unknown {
  if (error instanceof NodeError) return error;
  if (error instanceof DatabaseError) {
    const { code = "", message } = error;
    const known = code === "42501" ? grantFor(message, role) : undefined;
    const hint =
      error.hint ?? known ?? (code === "22P02" && /type json/.test(message) ? JSON_HINT : undefined);
    const options = { detail: { sqlstate: code }, cause: error, ...(hint === undefined ? {} : { hint }) };
    if (code === "57014")
      return new NodeError("RFT05", `the statement was cut short: ${message}`, {
        ...options,
        retry: "backoff",
      });
    if (PASSING.test(code)) return new NodeError("RFX05", message, { ...options, retry: "backoff" });
    return new NodeError("RFX07", message, options);
  }
  const reason = error instanceof Error && "code" in error ? String(error.code) : "connection lost";
  return new NodeError("RFX05", `the database cannot be reached: ${reason}`, { retry: "backoff" });
}
