import { readFileSync } from "node:fs";
import type pg from "pg";

/**
 * Fails, naming each broken fact, unless the promises I1 to I4 and I8 hold over the whole database. Every suite that moves
 * runs ends with it. The check itself is SQL, so that an operator has the same one in psql.
 */
export async function checkPromises(client: Pick<pg.ClientBase, "query">): Promise<void> {
  // The tables have just been filled: by what the planner knows of them it would walk each for each row of another.
  const answers = await client.query(`set local enable_nestloop = off;\n${sql}`);
  const rows = [answers].flat().flatMap((answer): Broken[] => answer.rows);
  if (rows.length === 0) return;
  const lines = rows
    .slice(0, 20)
    .map(
      ({ promise, fact, run_id, step, detail }) =>
        `${promise} ${fact}: run ${run_id}${step === null ? "" : `, step ${step}`}: ${detail}`,
    );
  throw new Error(`${rows.length} promise(s) broken\n${lines.join("\n")}`);
}

type Broken = {
  readonly promise: string;
  readonly fact: string;
  readonly run_id: string;
  readonly step: string | null;
  readonly detail: string;
};

const sql = readFileSync(new URL("../../sql/debug/promises.sql", import.meta.url), "utf8");
