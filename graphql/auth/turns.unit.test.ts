import { expect, test } from "vitest";
import type { Principal } from "./principal.ts";
import { Turns, turnLimits } from "./turns.ts";

const holder = (id: string): Principal => ({
  name: id,
  role: "viewer",
  flows: "*",
  token: { id, hash: Buffer.alloc(0), expiresAt: null },
});

test("a token has so many turns at once, the rest wait in line, and beyond the line nobody waits", async () => {
  const turns = new Turns();
  const greedy = holder("1");
  const running = await Promise.all(
    Array.from({ length: turnLimits.atOnce }, async () => await turns.take(greedy)),
  );
  const order: number[] = [];
  const waiting = Array.from({ length: turnLimits.waiting }, async (_, place) => {
    const turn = await turns.take(greedy);
    order.push(place);
    return turn;
  });

  await expect(turns.take(greedy)).rejects.toMatchObject({ code: "RFL04" });
  // Another token has its own.
  (await turns.take(holder("2")))[Symbol.dispose]();
  running[0]?.[Symbol.dispose]();
  await waiting[0];
  expect(order).toEqual([0]);

  for (const turn of running) turn[Symbol.dispose]();
  for (const turn of waiting) (await turn)[Symbol.dispose]();
  expect(order).toHaveLength(turnLimits.waiting);
  await expect(turns.take(greedy)).resolves.toBeDefined();
});
