import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { type Service, type Supervised, supervise } from "./supervise.ts";

const backoff = { firstMs: 20, longestMs: 40, healthyMs: 60_000 };
const sayReady = `process.send({ ready: true, url: "http://here" });`;
const untilAsked = `process.on("disconnect", () => { console.log("asked"); process.exit(0); });`;

test("a child says when it is ready, and ends when it is asked to", async () => {
  const { child, lines } = start(`${sayReady} ${untilAsked} console.log("one line");`);

  await expect(child.ready).resolves.toMatchObject({ url: "http://here" });
  await eventually("its line arrives", () => lines.includes("one line"));
  await child.stop(5_000);

  expect(lines).toEqual(["one line", "asked"]);
  expect(alive(child)).toBe(false);
});

test("a child that dies is started again, at once and then ever later", async () => {
  const { child, pauses } = start(`${sayReady} setTimeout(() => process.exit(3), 5);`);

  await eventually("it was started five times", () => pauses.length >= 4);
  await child.stop(5_000);

  expect(pauses.slice(0, 4)).toEqual([0, 20, 40, 40]);
});

test("a child that never becomes ready is an error, not a loop", async () => {
  const { child, pauses } = start(`process.exit(1);`);

  await expect(child.ready).rejects.toMatchObject({
    code: "RFI07",
    message: "the test did not start (exit code 1)",
  });
  expect(pauses).toEqual([]);
});

test("a child that does not listen is killed when its grace has passed", async () => {
  const { child } = start(`${sayReady} process.on("disconnect", () => {}); setInterval(() => {}, 1000);`);
  await child.ready;

  await child.stop(50);

  expect(alive(child)).toBe(false);
});

test("a stop during the pause between two tries ends it", async () => {
  const { child, pauses } = start(`${sayReady} setTimeout(() => process.exit(3), 1);`, {
    backoff: { firstMs: 60_000, longestMs: 60_000, healthyMs: 60_000 },
  });
  await eventually("it waits for its third start", () => pauses.length === 2);

  const stopped = Promise.race([child.stop(5_000).then(() => "stopped"), delay(5_000, "late")]);

  await expect(stopped).resolves.toBe("stopped");
});

function start(code: string, options: Partial<Service> = {}) {
  const folder = mkdtempSync("/tmp/reflux-child-");
  const file = join(folder, "child.mjs");
  writeFileSync(file, code);
  const lines: string[] = [];
  const pauses: number[] = [];
  const child = supervise({
    name: "test",
    command: [file],
    env: process.env,
    onLine: (line) => lines.push(line),
    onRestart: (_why, pauseMs) => pauses.push(pauseMs),
    backoff,
    ...options,
  });
  onTestFinished(async () => {
    child.kill();
    await child.stop(0);
    rmSync(folder, { recursive: true });
  });
  return { child, lines, pauses };
}

function alive(child: Supervised): boolean {
  try {
    process.kill(child.pid() ?? -1, 0);
    return true;
  } catch {
    return false;
  }
}
