import { RefluxError } from "#db/errors.ts";

/**
 * Asks for many in one statement: what comes while one is under way is asked for by the next, all of it together. A
 * storm of strangers with wrong keys is then a few statements a second, and whoever has the right one is in one of them.
 */
export class Batch<Key, Found> {
  readonly #ask: (keys: readonly Key[]) => Promise<ReadonlyMap<number, Found>>;
  #waiting: Waiting<Key, Found>[] = [];
  #underWay = 0;

  /** `ask` answers by the places of its keys. */
  constructor(ask: (keys: readonly Key[]) => Promise<ReadonlyMap<number, Found>>) {
    this.#ask = ask;
  }

  /** Throws RFL01 where too many wait. */
  async get(key: Key): Promise<Found | undefined> {
    if (this.#waiting.length >= most.waiting) {
      throw new RefluxError("RFL01", "too many ask at once", { hint: "try again in a second" });
    }
    const { promise, resolve, reject } = Promise.withResolvers<Found | undefined>();
    this.#waiting.push({ key, resolve, reject });
    if (this.#underWay < most.underWay) void this.#run();
    return await promise;
  }

  async #run(): Promise<void> {
    this.#underWay += 1;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, most.together);
      try {
        const found = await this.#ask(batch.map(({ key }) => key));
        for (const [place, { resolve }] of batch.entries()) resolve(found.get(place));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#underWay -= 1;
  }
}

type Waiting<Key, Found> = {
  readonly key: Key;
  readonly resolve: (found: Found | undefined) => void;
  readonly reject: (error: unknown) => void;
};

const most = { underWay: 2, together: 500, waiting: 5_000 } as const;
