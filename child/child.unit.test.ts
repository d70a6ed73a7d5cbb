/** What holds for every child process, whoever starts it. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { startAsking } from "./asking.ts";
import { type ChildProgram, startChild } from "./child.ts";
import { runProgram } from "./program.ts";
import { supervise } from "./supervise.ts";
import { redact } from "./tail.ts";
import { createTurns } from "./turns.ts";

const limits = { memoryMb: 64, maxBytes: 1_000_000 };
const here = (file: string) => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));
const hasSetpriv = existsSync("/usr/bin/setpriv");

function folder(): string {
  const made = mkdtempSync("/tmp/reflux-child-test-");
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function write(code: string): string {
  const file = join(folder(), "program.mts");
  writeFileSync(file, code);
  return file;
}

/** A child that answers by the body of a function of `q`. */
function asking(body: string, more: Partial<ChildProgram> = {}) {
  const program = write(`
    import { answerAll } from ${here("./inside/answer.ts")};
    import { execFile, spawn } from "node:child_process";
    answerAll(async (q) => { ${body} }, 1_000_000);`);
  const child = startAsking<unknown, unknown>({ program, ...limits, ...more });
  onTestFinished(() => child.kill());
  return child;
}

const soon = { timeoutMs: 20_000 };

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

test("a child knows no variable but those it is given", async () => {
  process.env["REFLUX_CHILD_TEST"] = "ours";
  onTestFinished(() => void delete process.env["REFLUX_CHILD_TEST"]);
  const child = asking("return Object.keys(process.env).sort()", { env: { GIVEN: "theirs" } });

  expect(await child.ask(null, soon)).toEqual(["GIVEN", "HOME", "LANG", "PATH", "PWD", "TZ"]);
});

test("answers come back under their questions, whatever their order", async () => {
  const child = asking("await new Promise((go) => setTimeout(go, q)); return q");

  expect(await Promise.all([60, 1, 30].map((q) => child.ask(q, soon)))).toEqual([60, 1, 30]);
});

test("an error is an answer, and the child lives on", async () => {
  const child = asking("if (q) throw new Error('not ' + q); return 'well'");

  await expect(child.ask("so", soon)).rejects.toMatchObject({ what: "refused", message: "not so" });
  expect(await child.ask("", soon)).toBe("well");
});

test("who does not answer in time is ended, and whatever else it was asked fails with it", async () => {
  const child = asking("if (q) await new Promise(() => setInterval(() => {}, 1000)); for (;;);");
  await child.ready;
  const other = child.ask(1, soon).catch((error: unknown) => error);

  await expect(child.ask(0, { timeoutMs: 100 })).rejects.toMatchObject({ what: "late" });
  expect(await other).toMatchObject({ what: "ended", message: "it did not answer within 100 ms" });
  await expect(child.ask(0, soon)).rejects.toMatchObject({ what: "ended" });
});

test("who gives up is told so at once, and the child ends", async () => {
  const child = asking("for (;;);");
  const over = new AbortController();
  await child.ready;
  const answer = child.ask(0, { ...soon, signal: over.signal });

  await delay(0);
  over.abort(new Error("enough"));

  await expect(answer).rejects.toThrow("enough");
  expect(await child.ended).toBe("nobody waits for its answer");
});

test("its last words stand in why it ended, without secrets and without its first ones", async () => {
  const code = "console.error('first'.repeat(100), 'key sesame at postgres://me:hush@db/x'); process.exit(3)";
  const child = asking(code, { env: { KEY: "sesame" }, stderrBytes: 80 });

  const error = await child.ask(0, soon).catch(String);

  expect(error).toMatch(/exit code 3: … (first|irst|rst|st|t)/);
  expect(error).toContain("key [redacted] at postgres://me:[redacted]@db/x");
  expect(error).not.toMatch(/sesame|hush/);
});

test("of two secrets the one that is a part of the other leaves nothing of it", () => {
  expect(redact("abcdefgh abcd", { A: "abcd", B: "abcdefgh", PATH: "/usr/bin", C: "ab" })).toBe(
    "[redacted] [redacted]",
  );
});

test("last words are nobody's where they are not asked for", async () => {
  const child = asking("console.error('a secret'); process.exit(3)");

  await expect(child.ask(0, soon)).rejects.toThrow(/^exit code 3$/);
});

test("processor time has an end", { skip: !existsSync("/bin/sh") }, async () => {
  const child = asking("for (;;);", { cpuSeconds: 1 });

  await expect(child.ask(0, { timeoutMs: 60_000 })).rejects.toMatchObject({
    what: "ended",
    message: expect.stringMatching(/SIG(XCPU|KILL)|exit code 1[35]/),
  });
});

test("memory has an end, outside of the heap too", { skip: process.platform !== "linux" }, async () => {
  const child = asking("const kept = []; for (;;) kept.push(Buffer.alloc(50_000_000, 1))");

  await expect(child.ask(0, { timeoutMs: 60_000 })).rejects.toMatchObject({
    what: expect.stringMatching(/^(ended|refused)$/),
  });
});

test("a child that is faster than its reader waits for it", async () => {
  const marker = join(folder(), "all-sent");
  const program = write(`
    import { writeFileSync } from "node:fs";
    import { openPort } from ${here("./inside/port.ts")};
    const port = openPort(() => {}, 1_000_000);
    for (let n = 0; n < 60; n++) port.send({ n }, new Uint8Array(100_000));
    writeFileSync(${JSON.stringify(marker)}, "");`);
  const free = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  let inside = 0;
  const child = startChild({ program, ...limits }, async ({ message }) => {
    expect(++inside).toBe(1);
    await free.promise;
    seen.push(message);
    inside -= 1;
  });
  onTestFinished(() => child.kill());
  await eventually("the first has come", () => inside === 1);

  const early = existsSync(marker);
  free.resolve();
  await eventually("all have come", () => seen.length === 60);

  expect(early).toBe(false);
  expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => ({ n })));
});

test("a child that is slower than its writer says so, and when it has read", async () => {
  const program = write(`
    import { openPort } from ${here("./inside/port.ts")};
    let seen = 0;
    const port = openPort(() => port.send(++seen), 1_000_000);`);
  let answers = 0;
  const child = startChild({ program, ...limits }, () => void (answers += 1));
  onTestFinished(() => child.kill());

  const taken = Array.from({ length: 40 }, () => child.send({}, new Uint8Array(100_000)));
  await child.drained();
  await eventually("all were read", () => answers === 40);

  expect(taken.at(-1)).toBe(false);
  expect(child.send({})).toBe(true);
});

test("asked to stop it ends; deaf, it is killed; and what it started ends with it", async () => {
  const start = "return spawn('sleep', ['1000']).pid";
  const good = asking(start);
  const deaf = asking(
    `const { pid } = spawn('sleep', ['1000']); setTimeout(() => { for (;;); }); return pid`,
  );
  const started = (await Promise.all([good.ask(0, soon), deaf.ask(0, soon)])) as number[];

  expect(await good.stop(20_000)).toBe("exit code 0");
  expect(await deaf.stop(50)).toBe("it did not end within 50 ms");
  await eventually("what they started is gone", () => started.every(isGone));
});

test("a child in a loop of its own ends with its parent, however that ends", {
  skip: !hasSetpriv,
}, async () => {
  const loop = write(`
    import { openPort } from ${here("./inside/port.ts")};
    openPort(() => {}, 1).send; for (;;);`);
  const parent = spawn(process.execPath, [
    write(`
      import { startChild } from ${here("./child.ts")};
      const child = startChild({ program: ${JSON.stringify(loop)}, memoryMb: 64, maxBytes: 1 }, () => {});
      console.log(child.pid);
      setInterval(() => {}, 1000);`),
  ]);
  onTestFinished(() => void parent.kill("SIGKILL"));
  const said = Promise.withResolvers<string>();
  parent.stdout.once("data", (chunk) => said.resolve(String(chunk)));
  const pid = Number(await said.promise);
  expect(isGone(pid)).toBe(false);
  // A shell and setpriv come before it.
  await eventually("its limits stand", async () => {
    const ps = await runProgram({ command: ["ps", "-o", "args=", "-p", `${pid}`], ...anywhere });
    return ps.output.includes("--max-old-space-size");
  });

  parent.kill("SIGKILL");

  await eventually("it is gone", () => isGone(pid));
});

const anywhere = { cwd: "/", env: { PATH: process.env["PATH"] }, deadlineMs: 20_000 };

test("a program's end tells what it printed last; one that takes too long ends with what it started", async () => {
  const sh = (script: string, deadlineMs = 20_000) =>
    runProgram({ ...anywhere, command: ["sh", "-c", script], deadlineMs });

  expect(await sh("echo out; echo bad >&2; exit 4")).toEqual({
    ok: false,
    why: "exit code 4",
    output: "out\nbad",
  });
  expect(await sh("true")).toMatchObject({ ok: true, output: "" });
  expect(await sh("sleep 1000 & wait", 200)).toMatchObject({ ok: false, why: "it took longer than 200 ms" });
  expect(await runProgram({ ...anywhere, command: ["reflux-no-such-program"] })).toMatchObject({ ok: false });
});

test("one that is watched over and not well is started again", async () => {
  const whys: string[] = [];
  const watched = supervise({
    start: () => asking("if (q === 'are you well') for (;;);"),
    health: { everyMs: 5, withinMs: 50, probe: (child) => child.ask("are you well", soon) },
    onRestart: (why) => whys.push(why),
    backoff: { firstMs: 1, longestMs: 1, healthyMs: 60_000 },
  });
  onTestFinished(() => watched.kill());

  await watched.ready;
  await eventually("it was started again, twice", () => whys.length >= 2);
  await watched.stop(1_000);

  expect(whys[0]).toBe("it was not well for 50 ms");
});

test("so many have a turn at once, the others in their order, and too many are sent away", async () => {
  const turns = createTurns(2, { mostWaiting: 1, full: () => new Error("full") });
  const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const begun: number[] = [];
  const all = gates.map(({ promise }, n) =>
    turns.run(async () => {
      begun.push(n);
      await promise;
    }),
  );
  await expect(turns.run(async () => undefined)).rejects.toThrow("full");

  gates[1]?.resolve();
  await all[1];
  await eventually("the third begins", () => begun.length === 3);
  for (const gate of gates) gate.resolve();
  await Promise.all(all);

  expect(begun).toEqual([0, 1, 2]);
  expect(turns.busy()).toBe(0);
});
