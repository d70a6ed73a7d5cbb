import { parseTimer, type Run, sqlInTransaction } from "../sdk/index.ts";
import { parseConnection } from "./connection.ts";
import type { manifest } from "./manifest.ts";
import { requireSingleStatement } from "./single-statement.ts";

/**
 * Without a connection the statement goes to the engine, which runs it in the transaction that completes the step:
 * its effect happens exactly once. With one it happens at least once.
 */
export const run: Run<typeof manifest> = async (_input, ctx) => {
  const { text, values, connection, row_limit: rowLimit, timeout } = ctx.config;
  await requireSingleStatement(text);
  if (connection === undefined) {
    const limit = timeout === undefined ? {} : { timeoutMs: parseTimer(timeout) };
    return sqlInTransaction({ text, values, rowLimit, ...limit });
  }
  const target = parseConnection(connection);
  // Only those who name another database pay for loading the driver.
  const { queryRemote } = await import("./query-remote.ts");
  return queryRemote(
    target,
    { text, values, rowLimit, timeoutMs: Math.ceil(parseTimer(timeout ?? "30s")) },
    ctx,
  );
};
