import type pg from "pg";
import { decryptSecret } from "#db/secrets.ts";
import type { Feed } from "../live/feed.ts";
import { toWebhook, type Webhook, type WebhookRow } from "./webhook.ts";

/**
 * The webhooks by method and path, in memory: no query on the way of a call. A deploy, a switched flow or a new secret
 * is heard and empties it. What is not there is asked for, so a webhook works from the commit of its deploy on, heard
 * or not; and a stale one does no harm, because its id is gone from the database.
 */
export class Directory implements Disposable {
  readonly #pool: pg.Pool;
  readonly #known = new Map<
    string,
    { readonly webhook: Promise<Webhook | undefined>; readonly until: number }
  >();
  readonly #stop: readonly (() => void)[];

  constructor(pool: pg.Pool, feed: Feed) {
    this.#pool = pool;
    this.#stop = [feed.onControl(() => this.forget()), feed.onGap(() => this.forget())];
  }

  async find(method: string, path: string): Promise<Webhook | undefined> {
    const key = `${method} ${path}`;
    const known = this.#known.get(key);
    if (known && known.until > performance.now()) return await known.webhook;
    const webhook = this.#read(method, path);
    if (this.#known.size >= most) this.forget();
    const entry = { webhook, until: performance.now() + keptMs };
    this.#known.set(key, entry);
    const found = await webhook.catch((error: unknown) => {
      this.#drop(key, entry);
      throw error;
    });
    // A stranger asking for what is not there must neither fill the memory for long nor ask the database each time.
    if (!found && this.#known.get(key) === entry) {
      this.#known.set(key, { webhook, until: performance.now() + missKeptMs });
    }
    return found;
  }

  forget(): void {
    this.#known.clear();
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stop) stop();
  }

  #drop(key: string, entry: unknown): void {
    if (this.#known.get(key) === entry) this.#known.delete(key);
  }

  async #read(method: string, path: string): Promise<Webhook | undefined> {
    const { rows } = await this.#pool.query<WebhookRow>({
      name: "reflux-find-webhook",
      text: "select id, flow_id, step, config, secret, old_secret from reflux_private.find_webhook($1, $2)",
      values: [method, path],
    });
    return rows[0] && toWebhook(rows[0], decryptSecret);
  }
}

const most = 10_000;
/** The floor under notifications. */
const keptMs = 30_000;
const missKeptMs = 250;
