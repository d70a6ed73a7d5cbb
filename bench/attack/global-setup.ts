import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

/** Counts the attempts of all doors, and prints them when the last is done. */
export default function setup(project: TestProject): () => void {
  const full = process.env["ATTACK"] === "full";
  const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1_000));
  const folder = mkdtempSync(join(tmpdir(), "reflux-attack-"));
  const log = join(folder, "doors.jsonl");
  writeFileSync(log, "");
  project.provide("attack", { full, seed, log });
  return () => {
    if (existsSync(log)) print(readFileSync(log, "utf8"), seed);
    rmSync(folder, { recursive: true, force: true });
  };
}

type Line = { readonly door: string; readonly known: number; readonly made: number; readonly passed: number };

function print(text: string, seed: number): void {
  // Written by attempts.ts, a line a door.
  const lines = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  if (lines.length === 0) return;
  const sum = (of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0);
  const rows = lines.toSorted((a, b) => a.door.localeCompare(b.door));
  for (const { door, known, made, passed } of rows)
    console.log(`attack  ${door.padEnd(28)} ${made} of ${known} attempts, ${passed} got through`);
  console.log(
    `attack  ${sum(({ made }) => made)} of ${sum(({ known }) => known)} attempts on ${lines.length} doors, ` +
      `${sum(({ passed }) => passed)} got through (seed ${seed})`,
  );
}
