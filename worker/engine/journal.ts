import type { Calls, LogLine, Progress } from "./calls.ts";
import { attemptKey, type Lease } from "./lease.ts";

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

  const write = async () => {
    timer = undefined;
    if (lines.length === 0 && progress.size === 0) return;
    const [batch, marks] = [lines, [...progress.values()]];
    lines = [];
    progress.clear();
    try {
      await calls.writeLogs(worker(), batch, marks);
    } catch {
      // The database is away: keep the newest lines for the next time.
      lines = [...batch, ...lines].slice(-LINES_KEPT);
      schedule();
    }
  };
  const flush = () => {
    writing = writing.then(write);
    return writing;
  };
  const schedule = () => {
    timer ??= setTimeout(() => void flush(), EVERY_MS);
  };
  const place = ({ run_id, idx, scope, attempt }: Lease) => ({ run_id, idx, scope, attempt });

  return {
    log: (lease, level, message, fields, at) => {
      const key = attemptKey(lease);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (counts.size > LINES_KEPT) counts.clear();
      if (count > LINES_PER_ATTEMPT) return;
      const text = count === LINES_PER_ATTEMPT ? "further lines of this attempt are dropped" : message;
      lines.push({ ...place(lease), at: at.toISOString(), level, message: text, fields: fields ?? null });
      schedule();
    },
    progress: (lease, fraction) => {
      progress.set(attemptKey(lease), { ...place(lease), progress: Math.min(1, Math.max(0, fraction)) });
      schedule();
    },
    close: async () => {
      clearTimeout(timer);
      await flush();
      clearTimeout(timer);
    },
  };
}
