import type { Calls, LogLine, Progress } from "./calls.ts";
import { attemptKey, type Lease } from "./lease.ts";
import { isTransient } from "./transient.ts";

/** Log lines and progress of running steps, written a few times a second and never in a step's way. */
export type Journal = {
  log(lease: Lease, level: string, message: string, fields: unknown, at: Date): void;
  progress(lease: Lease, fraction: number): void;
  /** Writes what is left. */
  close(): Promise<void>;
};

const EVERY_MS = 200;
const LINES_PER_ATTEMPT = 1_000;
const LINES_KEPT = 20_000;

export function createJournal(calls: Pick<Calls, "writeLogs">, worker: () => string): Journal {
  let lines: LogLine[] = [];
  const progress = new Map<string, Progress>();
  const counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let closed = false;

  const write = async () => {
    timer = undefined;
    if (lines.length === 0 && progress.size === 0) return;
    const [batch, marks] = [lines, [...progress.values()]];
    lines = [];
    progress.clear();
    lines = [...(await writeAll(batch, marks)), ...lines].slice(-LINES_KEPT);
    if (lines.length > 0) schedule();
  };
  /** What is to be written again: the database is away. A line it cannot take is dropped, and the others are not. */
  const writeAll = async (
    batch: readonly LogLine[],
    marks: readonly Progress[],
  ): Promise<readonly LogLine[]> => {
    try {
      await calls.writeLogs(worker(), batch, marks);
      return [];
    } catch (error) {
      if (isTransient(error)) return batch;
      if (batch.length <= 1) return [];
      const half = Math.ceil(batch.length / 2);
      const first = await writeAll(batch.slice(0, half), []);
      return [...first, ...(await writeAll(batch.slice(half), []))];
    }
  };
  const flush = () => {
    writing = writing.then(write);
    return writing;
  };
  const schedule = () => {
    if (!closed) timer ??= setTimeout(() => void flush(), EVERY_MS);
  };
  const place = ({ run_id, idx, scope, attempt }: Lease) => ({ run_id, idx, scope, attempt });

  return {
    log: (lease, level, message, fields, at) => {
      const key = attemptKey(lease);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (counts.size > LINES_KEPT) counts.clear();
      if (closed || count > LINES_PER_ATTEMPT) return;
      const text = count === LINES_PER_ATTEMPT ? "further lines of this attempt are dropped" : message;
      lines.push({ ...place(lease), at: at.toISOString(), level, message: text, fields: fields ?? null });
      schedule();
    },
    progress: (lease, fraction) => {
      if (closed) return;
      progress.set(attemptKey(lease), { ...place(lease), progress: Math.min(1, Math.max(0, fraction)) });
      schedule();
    },
    close: async () => {
      // A node that was left behind may go on talking.
      closed = true;
      clearTimeout(timer);
      await flush();
    },
  };
}
