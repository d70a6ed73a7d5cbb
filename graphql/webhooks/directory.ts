import type pg from "pg";
import { decryptSecret } from "#db/secrets.ts";
import { Batch } from "../batch.ts";
import type { Feed } from "../live/feed.ts";
import { toWebhook, type Webhook, type WebhookRow } from "./webhook.ts";

/**
 * The webhooks by method and path, in memory: no query on the way of a call. A deploy, a switched flow or a new secret
 * is heard and empties it. What is not there is asked for, so a webhook works from the commit of its deploy on, heard
 * or not; and a stale one does no harm, because its id is gone from the database. All that is asked for meanwhile is one
 * statement, so a storm at paths that nobody has takes one connection and no place of those that somebody has.
 */
export class Directory implements Disposable {
  readonly #batch: Batch<Place, WebhookRow>;
  readonly #known = new Map<string, { readonly webhook: Webhook; readonly until: number }>();
  /** Where nothing is, and until when that is believed. */
  readonly #missed = new Map<string, number>();
  readonly #asked = new Map<string, Promise<Webhook | undefined>>();
  readonly #stop: readonly (() => void)[];
  #generation = 0;

  constructor(pool: pg.Pool, feed: Feed) {
    this.#batch = new Batch(async (places) => await findAll(pool, places));
    this.#stop = [feed.onControl(() => this.forget()), feed.onGap(() => this.forget())];
  }

  async find(method: string, path: string): Promise<Webhook | undefined> {
    const key = `${method} ${path}`;
    const known = this.#known.get(key);
    if (known && known.until > performance.now()) return known.webhook;
    // What a stranger asks for and is not there must ask the database once, and never push out what is there.
    const missed = this.#missed.get(key);
    if (missed !== undefined && missed > performance.now()) return undefined;
    // Everybody who comes meanwhile waits for the same answer.
    const asked = this.#asked.get(key);
    if (asked) return await asked;
    const generation = this.#generation;
    const webhook = this.#read({ method, path });
    this.#asked.set(key, webhook);
    try {
      const found = await webhook;
      if (generation !== this.#generation) return found;
      if (found) keep(this.#known, key, { webhook: found, until: performance.now() + keptMs });
      else keep(this.#missed, key, performance.now() + missKeptMs);
      return found;
    } finally {
      if (this.#asked.get(key) === webhook) this.#asked.delete(key);
    }
  }

  forget(): void {
    this.#generation += 1;
    this.#known.clear();
    this.#missed.clear();
    this.#asked.clear();
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stop) stop();
  }

  async #read(place: Place): Promise<Webhook | undefined> {
    const row = await this.#batch.get(place);
    // Not in the batch: a secret that cannot be read is trouble for its own webhook only.
    return row && toWebhook(row, decryptSecret);
  }
}

type Place = { readonly method: string; readonly path: string };

async function findAll(pool: pg.Pool, places: readonly Place[]): Promise<ReadonlyMap<number, WebhookRow>> {
  const { rows } = await pool.query<WebhookRow & { readonly place: number }>({
    name: "reflux-find-webhooks",
    text:
      "select p.place::int as place, w.id, w.flow_id, w.step, w.config, w.secret, w.old_secret, w.replies " +
      "from unnest($1::text[], $2::text[]) with ordinality as p(method, path, place) " +
      "cross join lateral reflux_private.find_webhook(p.method, p.path) w",
    values: [places.map(({ method }) => method), places.map(({ path }) => path)],
  });
  return new Map(rows.map((row) => [row.place - 1, row]));
}

/** The oldest goes first: a Map keeps the order of insertion. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

const most = 10_000;
/** The floor under notifications. */
const keptMs = 30_000;
const missKeptMs = 250;
