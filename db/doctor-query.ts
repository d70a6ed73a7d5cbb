import pg from "pg";
import { connectionTo } from "./session-settings.ts";

/** One query of the doctor, on a connection of its own: what he looks at may be broken. */
export async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(
    connectionTo(url, {
      application_name: "reflux doctor",
      connectionTimeoutMillis: 5_000,
      statement_timeout: 10_000,
    }),
  );
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
