import { RefluxError } from "#db/errors.ts";
import type { Principal } from "../auth/principal.ts";

export type BudgetOptions = {
  /** Of what it is, for the message: "bodies", "answers". */
  readonly of: string;
  /** Bytes in memory at once. */
  readonly limit: number;
  /** Of these, what one client may have. */
  readonly share: number;
};

/** For whom bytes are held. */
export type Client = { readonly name: string; readonly isAdmin: boolean };

/**
 * Bytes in memory on behalf of others, bounded in all and for each client. A quarter is kept for admins, so nobody else
 * can lock them out. Who comes when nothing is left takes the place of the slowest: what has been under way for longer
 * than a second gives way, oldest first; else the newcomer is asked to come again.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #holds = new Set<Hold>();
  readonly #usedBy = new Map<string, number>();
  #used = 0;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  get used(): number {
    return this.#used;
  }

  /** A place for one body or answer; `giveWay` ends it while it is under way. */
  open(client: Client, giveWay?: () => void): Hold {
    const hold = new Hold(this, client, giveWay);
    this.#holds.add(hold);
    return hold;
  }

  /** For `Hold` only. Throws RFL01. */
  take(hold: Hold, bytes: number): void {
    const { limit, share } = this.#options;
    const { name, isAdmin } = hold.client;
    const most = isAdmin ? limit : (limit * 3) / 4;
    this.#makeRoom(
      bytes,
      share,
      () => this.#usedBy.get(name) ?? 0,
      (other) => other.client.name === name,
    );
    this.#makeRoom(
      bytes,
      most,
      () => this.#used,
      (other) => other !== hold,
    );
    this.#used += bytes;
    this.#usedBy.set(name, (this.#usedBy.get(name) ?? 0) + bytes);
  }

  /** For `Hold` only. */
  give(hold: Hold, bytes: number): void {
    const { name } = hold.client;
    this.#holds.delete(hold);
    this.#used -= bytes;
    const left = (this.#usedBy.get(name) ?? 0) - bytes;
    if (left > 0) this.#usedBy.set(name, left);
    else this.#usedBy.delete(name);
  }

  #makeRoom(bytes: number, most: number, used: () => number, fits: (hold: Hold) => boolean): void {
    if (used() + bytes <= most) return;
    const old = performance.now() - slowMs;
    for (const hold of this.#holds) {
      // A set keeps the order of insertion: from here on all are younger.
      if (hold.since > old) break;
      if (!fits(hold) || !hold.yield()) continue;
      if (used() + bytes <= most) return;
    }
    throw new RefluxError("RFL01", `the server holds too many ${this.#options.of} at once`, {
      hint: "try again in a second",
    });
  }
}

/** The bytes of one body or answer. */
export class Hold implements Disposable {
  readonly client: Client;
  readonly since = performance.now();
  readonly #budget: Budget;
  #giveWay: (() => void) | undefined;
  #bytes = 0;
  #isOpen = true;

  constructor(budget: Budget, client: Client, giveWay: (() => void) | undefined) {
    this.#budget = budget;
    this.client = client;
    this.#giveWay = giveWay;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(bytes: number): void {
    if (!this.#isOpen) return;
    this.#budget.take(this, bytes);
    this.#bytes += bytes;
  }

  /** It is complete: from now on it gives way to nobody. */
  settle(): void {
    this.#giveWay = undefined;
  }

  /** Ends it if it may be ended; says whether. */
  yield(): boolean {
    const giveWay = this.#giveWay;
    if (!giveWay || this.#bytes === 0) return false;
    this.#giveWay = undefined;
    this[Symbol.dispose]();
    giveWay();
    return true;
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#budget.give(this, this.#bytes);
    this.#bytes = 0;
  }
}

export function clientOf(principal: Principal): Client {
  return { name: principal.name, isAdmin: principal.role === "admin" };
}

const slowMs = 1_000;
