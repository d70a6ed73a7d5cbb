import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aLease } from "../testing/leases.ts";
import type { LogLine, Progress } from "./calls.ts";
import { createJournal } from "./journal.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
});

const at = new Date("2026-01-01T00:00:00Z");

/** A journal before a scripted database: `refuse` throws for what it will not take. */
function journalWith(refuse: (lines: readonly LogLine[], write: number) => void = () => undefined) {
  const written: { lines: string[]; progress: number[] }[] = [];
  let writes = 0;
  const journal = createJournal(
    {
      writeLogs: async (_, lines, progress: readonly Progress[]) => {
        writes += 1;
        refuse(lines, writes);
        written.push({
          lines: lines.map(({ message }) => message),
          progress: progress.map((mark) => mark.progress),
        });
        return [];
      },
    },
    () => "1",
  );
  const log = (message: string, lease = aLease()) => journal.log(lease, "info", message, null, at);
  return { ...journal, log, written };
}

test("lines of a while are written together, and of progress only the last", async () => {
  const { log, progress, written, close } = journalWith();

  log("one");
  progress(aLease(), 0.2);
  log("two");
  progress(aLease(), 7);
  await vi.advanceTimersByTimeAsync(1_000);

  expect(written).toEqual([{ lines: ["one", "two"], progress: [1] }]);
  await close();
});

test("an attempt that will not be quiet is cut off, and told so", async () => {
  const { log, written, close } = journalWith();

  for (let line = 0; line < 2_000; line += 1) log(`line ${line}`);
  await close();

  const lines = written.flatMap((write) => write.lines);
  expect(lines).toHaveLength(1_000);
  expect(lines.at(-1)).toBe("further lines of this attempt are dropped");
});

test("while the database is away lines are kept, in order", async () => {
  const { log, written, close } = journalWith((_, write) => {
    if (write < 3) throw new Error("Connection terminated unexpectedly");
  });

  log("one");
  await vi.advanceTimersByTimeAsync(300);
  log("two");
  await vi.advanceTimersByTimeAsync(5_000);

  expect(written.flatMap((write) => write.lines)).toEqual(["one", "two"]);
  await close();
});

test("a line the database cannot take is dropped, and the others are written", async () => {
  const { log, written, close } = journalWith((lines) => {
    if (lines.some(({ message }) => message === "bad"))
      throw Object.assign(new Error("unsupported Unicode escape sequence"), { code: "22P05" });
  });

  for (const message of ["one", "bad", "two"]) log(message);
  await vi.advanceTimersByTimeAsync(5_000);

  expect(written.flatMap((write) => write.lines)).toEqual(["one", "two"]);
  await close();
});

test("close writes what is left; what a node says later starts nothing", async () => {
  const { log, progress, written, close } = journalWith();
  log("in time");

  await close();
  log("too late");
  progress(aLease(), 0.5);
  await vi.advanceTimersByTimeAsync(5_000);

  expect(written.flatMap((write) => write.lines)).toEqual(["in time"]);
});
