import type pg from "pg";

/** A call of a webhook and what became of it, for the page that shows the last ones. */
export type Delivery = {
  readonly flow_id: string;
  readonly step: string;
  readonly method: string;
  readonly path: string;
  readonly at: Date;
  readonly status: number;
  readonly duration_ms: number;
  readonly bytes: number;
  readonly run_id: string | undefined;
  readonly code: string | undefined;
};

type Log = (level: "info" | "warn" | "error", message: string) => void;

/**
 * Remembers calls beside their way: in memory, and to the database once a second. They inform; runs are the record. So
 * under a flood the oldest are dropped here, and a lost database costs their memory only.
 */
export class Deliveries implements AsyncDisposable {
  readonly #pool: pg.Pool;
  readonly #log: Log;
  #waiting: Delivery[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(pool: pg.Pool, log: Log) {
    this.#pool = pool;
    this.#log = log;
  }

  note(delivery: Delivery): void {
    this.#waiting.push(delivery);
    if (this.#waiting.length > most) this.#waiting.shift();
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#flush();
    }, everyMs);
    this.#timer.unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    try {
      await this.#pool.query("select reflux_private.note_deliveries($1)", [JSON.stringify(batch)]);
    } catch (error) {
      this.#log("warn", `${batch.length} webhook deliveries were not noted: ${String(error)}`);
    }
  }
}

const everyMs = 1_000;
const most = 5_000;
