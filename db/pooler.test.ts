import { expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { assertOwnSessions } from "./pooler.ts";
import { withEmptyDb } from "./testing/databases.ts";
import { startTransactionPooler } from "./testing/transaction-pooler.ts";

test("connections of one's own are taken", () =>
  withEmptyDb(async ({ url }) => {
    await assertOwnSessions(url);
  }));

test("a pooler that shares them between transactions is refused at start, with a hint", () =>
  withEmptyDb(async ({ url }) => {
    await using pooler = await startTransactionPooler(url);

    await expect(openDatabase({ mode: "share", env: { DATABASE_URL: pooler.url } })).rejects.toMatchObject({
      code: "RFI02",
      hint: expect.stringContaining("session mode"),
    });
  }));
