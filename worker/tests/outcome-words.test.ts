import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import type { OutcomeKind } from "#nodes/sdk/index.ts";
import type { Outcome } from "../engine/lease.ts";

/** All words, by who says them. A statement of SQL is run by the worker, and its rows are an output. */
const said = {
  output: "node",
  retry_at: "node",
  sleep_until: "node",
  sleep_for: "node",
  wait_for_signal: "node",
  call_flow: "node",
  open_scopes: "node",
  cancel: "node",
  error: "worker",
  release: "worker",
} satisfies Record<Exclude<OutcomeKind, "sql">, "node"> & Record<Outcome["kind"], "node" | "worker">;

test("what a node says became of a step is called the same in the worker and in Postgres", async () => {
  const known = await withTx(async (db) => {
    const { rows } = await db.query<{ kind: string }>(
      "select distinct kind from reflux_private.outcome_kinds",
    );
    return rows.map(({ kind }) => kind);
  });

  expect(known.toSorted()).toEqual(Object.keys(said).toSorted());
});

test("nothing but that one table says what an outcome is in the others", () => {
  const sql = (name: string) =>
    readFileSync(new URL(`../../sql/functions/reflux_private/hot/${name}.sql`, import.meta.url), "utf8");
  const told = ["complete_steps", "record_plain", "record_outcomes"].flatMap(
    (name) => sql(name).match(/kind[^\n]*then '\w+'/g) ?? [],
  );

  expect(told).toEqual([]);
});
