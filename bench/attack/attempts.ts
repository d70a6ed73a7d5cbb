import { appendFileSync } from "node:fs";
import { expect, inject } from "vitest";

/**
 * Attempts on one door. Each is a name and a check that throws when the attempt got through; a door that let one
 * through fails its test, and says which. `npm run attack` makes all of them; within `npm test` every tenth is made,
 * another tenth with each seed, so that the short form walks the whole list over time. The seed is printed.
 */
export type Attempt = (name: string, held: () => unknown) => Promise<void>;

export async function attackDoor(door: string, attack: (attempt: Attempt) => Promise<void>): Promise<void> {
  const { full, seed, log } = inject("attack");
  const passed: string[] = [];
  let known = 0;
  let made = 0;
  await attack(async (name, held) => {
    known += 1;
    if (!full && (known + seed) % EVERY !== 0) return;
    made += 1;
    try {
      await held();
    } catch (error) {
      passed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  appendFileSync(log, `${JSON.stringify({ door, known, made, passed: passed.length })}\n`);
  expect(passed, `${door} let ${passed.length} of ${made} attempts through`).toEqual([]);
  expect(known, `${door} has attempts`).toBeGreaterThan(0);
}

const EVERY = 10;

declare module "vitest" {
  interface ProvidedContext {
    attack: { readonly full: boolean; readonly seed: number; readonly log: string };
  }
}
