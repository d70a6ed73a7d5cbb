import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function listening(format: "text" | "json") {
  const lines: string[] = [];
  const clock = { ms: Date.UTC(2026, 0, 2, 3, 4, 5) };
  const log = createLog({ format, write: (line) => void lines.push(line), now: () => new Date(clock.ms) });
  return { log, lines, clock };
}

test("a line has its time and its level", () => {
  const { log, lines } = listening("text");

  log("info", "listening");
  log("error", "two\nlines");

  expect(lines).toEqual([
    "2026-01-02T03:04:05.000Z info  listening\n",
    "2026-01-02T03:04:05.000Z error two\nlines\n",
  ]);
});

test("as JSON a message is one line, whatever it holds", () => {
  const { log, lines } = listening("json");

  log("warn", 'a "b"\nc');

  expect(lines).toEqual(['{"time":"2026-01-02T03:04:05.000Z","level":"warn","message":"a \\"b\\"\\nc"}\n']);
});

test.for([
  "renewing the lease: connect ECONNREFUSED 127.0.0.1:5432",
  "sweep: connect ENOENT /tmp/run/.s.PGSQL.5432",
  "a connection broke: Connection terminated unexpectedly",
  "the doorbell: terminating connection due to administrator command",
  "listening for changes: database unreachable",
  "sweeping: the database system is starting up",
  "sweeping: timeout exceeded when trying to connect",
])("of a database that is away one line a minute is written, with how many there were: %s", (away) => {
  const { log, lines, clock } = listening("text");

  for (let second = 0; second < 150; second += 1) {
    log("warn", away);
    if (second === 70) log("warn", "something else");
    clock.ms += 1_000;
  }

  expect(lines.map((line) => line.slice(25).trim())).toEqual([
    `warn  ${away}`,
    `warn  ${away} (and 59 more of the kind)`,
    "warn  something else",
    `warn  ${away} (and 59 more of the kind)`,
  ]);
});
