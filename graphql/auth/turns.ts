import { setTimeout as delay } from "node:timers/promises";
import { RefluxError } from "#db/errors.ts";
import type { Principal } from "./principal.ts";

/** Of one token; the pool behind it has twelve connections. */
export const turnLimits = { atOnce: 5, waiting: 50, waitMs: 5_000 } as const;

type Line = { running: number; readonly waiting: (() => void)[] };

/**
 * How many operations of one token run at once. The rest wait their turn for a moment, so that no token takes every
 * connection. The developer, who is alone, is not counted.
 */
export class Turns {
  readonly #lines = new Map<string, Line>();

  /** Throws RFL04. Disposing gives the turn to the next. */
  async take({ token }: Principal): Promise<Disposable> {
    if (!token) return { [Symbol.dispose]: () => undefined };
    const line = this.#lines.get(token.id) ?? { running: 0, waiting: [] };
    this.#lines.set(token.id, line);
    if (line.running < turnLimits.atOnce) line.running += 1;
    else await wait(line);
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        const next = line.waiting.shift();
        if (next) return next();
        line.running -= 1;
        if (line.running === 0) this.#lines.delete(token.id);
      },
    };
  }
}

async function wait({ waiting }: Line): Promise<void> {
  if (waiting.length >= turnLimits.waiting) throw tooMany();
  const turn = Promise.withResolvers<"mine">();
  const mine = () => turn.resolve("mine");
  waiting.push(mine);
  const late = new AbortController();
  const timeout = delay(turnLimits.waitMs, "late" as const, { signal: late.signal }).catch(
    () => "late" as const,
  );
  const came = await Promise.race([turn.promise, timeout]);
  late.abort();
  if (came === "mine") return;
  const place = waiting.indexOf(mine);
  // It came at the very moment: then it is ours.
  if (place === -1) return;
  waiting.splice(place, 1);
  throw tooMany();
}

function tooMany(): RefluxError {
  return new RefluxError("RFL04", `a token runs ${turnLimits.atOnce} operations at once`, {
    detail: { limit: turnLimits.atOnce },
    hint: "wait for answers before asking again, or use a token for each program",
  });
}
