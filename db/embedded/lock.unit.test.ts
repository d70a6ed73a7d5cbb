import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { lockHolder, takeLock } from "./lock.ts";
import { startTime } from "./processes.ts";

describe("the parent lock", () => {
  test("is free again once released", () => {
    const { path, home } = place();

    const release = takeLock(path, home);
    expect(lockHolder(path)).toBe(process.pid);
    release();

    expect(existsSync(path)).toBe(false);
    takeLock(path, home)();
  });

  test("refuses a second holder and names the first", () => {
    const { path, home } = place();
    takeLock(path, home);

    expect(() => takeLock(path, home)).toThrowError(
      expect.objectContaining({
        code: "RFI04",
        message: expect.stringContaining(`process ${process.pid}`),
        hint: expect.stringContaining(`stop process ${process.pid}`),
      }),
    );
  });

  test("of a process that was killed is taken over", async () => {
    const { path, home } = place();
    const holder = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const pid = holder.pid ?? 0;
    writeFileSync(path, JSON.stringify({ pid, started: startTime(pid) }));
    expect(lockHolder(path)).toBe(pid);

    holder.kill("SIGKILL");
    await once(holder, "exit");

    takeLock(path, home)();
  });

  test("of a process whose pid was given to another is taken over", () => {
    const { path, home } = place();
    writeFileSync(path, JSON.stringify({ pid: process.ppid, started: "another boot, another time" }));

    takeLock(path, home)();
  });

  test.each(["", "{", "null", '{"pid":"1"}'])("that says nothing (%s) is taken over", (content) => {
    const { path, home } = place();
    writeFileSync(path, content);

    takeLock(path, home)();
  });

  test("that was taken over meanwhile is not released by the old holder", () => {
    const { path, home } = place();
    const release = takeLock(path, home);
    const other = JSON.stringify({ pid: 1, started: startTime(1) });
    writeFileSync(path, other);

    release();

    expect(readFileSync(path, "utf8")).toBe(other);
  });

  test("leaves no other file behind", () => {
    const { path, home } = place();
    writeFileSync(path, "");
    takeLock(path, home);
    expect(() => takeLock(path, home)).toThrowError();

    expect(readdirSync(home)).toEqual(["postgres.lock"]);
  });
});

function place(): { path: string; home: string } {
  const home = mkdtempSync(join(tmpdir(), "reflux-lock-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return { path: join(home, "postgres.lock"), home };
}
