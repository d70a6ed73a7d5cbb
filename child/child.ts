import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { encodeFrame, type Frame, frameReader } from "./frames.ts";
import type { Isolation } from "./isolation.ts";
import { killGroup } from "./kill-group.ts";
import { limited, withParent } from "./limits.ts";
import { tailOf } from "./tail.ts";

/**
 * A child process for code that may be wrong or hostile: it has no environment of ours but what it is given, no files
 * but those named, a bound on its memory and its processor time, and one channel to us on which every message has a
 * bound. Whatever breaks that is its end.
 */
export type ChildProgram = {
  /** The module to run. It opens the channel with `inside/port.ts` or `inside/answer.ts`. */
  readonly program: string;
  readonly args?: readonly string[];
  /** Files and folders it may read, besides the program's own folder. Left out: Node's permissions are not used. */
  readonly reads?: readonly string[];
  readonly isolation?: Isolation;
  readonly memoryMb: number;
  /** For what is not in its heap: code, WebAssembly, bytes. Default: 640. */
  readonly besideHeapMb?: number;
  /** Processor time in all. Default: an hour, after which one that worked that long is started anew. */
  readonly cpuSeconds?: number;
  readonly flags?: readonly string[];
  /** The largest message it may send. */
  readonly maxBytes: number;
  /** Variables that it has besides a PATH; none of ours but these. */
  readonly env?: Readonly<Record<string, string>>;
  /** How much of its last words to stderr stands in why it ended. Default: nothing, since they may hold its inputs. */
  readonly stderrBytes?: number;
};

/** What can be watched over, however it was started. See `supervise.ts`. */
export type Life = {
  readonly pid: number | undefined;
  /** Why it ended: a signal, an exit code, a broken rule, and its last words where they are kept. */
  readonly ended: Promise<string>;
  /** Asks it to end; after `graceMs` it is killed, and what it started with it. Resolves as `ended`. */
  stop(graceMs: number): Promise<string>;
  kill(why?: string): void;
};

export type Child = Life & {
  readonly alive: () => boolean;
  /** False when more is on its way than the channel holds: wait for `drained` before the next large one. */
  send(message: unknown, bytes?: Uint8Array): boolean;
  drained(): Promise<void>;
  /** Whether this process waits for it before it ends. */
  keepAlive(on: boolean): void;
};

/**
 * For a program that runs WebAssembly, as Postgres' own grammar is: what it compiles it does not compile again to be faster, which takes
 * half a gigabyte; with 640 MB it died of statements like any other, now and then.
 */
export const withWebAssembly = { besideHeapMb: 1_920, flags: ["--no-wasm-tier-up"] } as const;

/** No orphan in a loop of its own goes on for ever, whatever else fails. One that worked that long is started anew. */
const CPU_SECONDS = 3_600;
/** Beside the heap V8 reserves code space, and bytes outside of the heap need room. */
const BESIDE_HEAP_MB = 640;
const LAST_WORDS_MS = 1_000;

/** While what `onFrame` gives is pending nothing more is read: a child that is faster than us waits. */
export function startChild(program: ChildProgram, onFrame: (frame: Frame) => void | Promise<void>): Child {
  const { isolation, env = {}, stderrBytes = 0 } = program;
  const empty = mkdtempSync(join(tmpdir(), "reflux-child-"));
  const [command = "", ...args] = commandOf(program, empty);
  const uid = isolation?.uid;
  const child = spawn(command, args, {
    cwd: uid === undefined ? empty : "/",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", TZ: "UTC", HOME: "/nonexistent", ...env },
    // A group of its own, so that a kill reaches what stands behind the wall as well.
    detached: true,
    stdio: ["ignore", "ignore", stderrBytes > 0 ? "pipe" : "ignore", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const channel = child.stdio[3];
  if (!(channel instanceof Duplex)) throw new Error("the child has no channel");
  const lastWords = tailOf(child.stderr, stderrBytes, env);
  const alive = watch(child, channel, lastWords);
  void alive.ended.then(() => rm(empty, { recursive: true, force: true }).catch(() => undefined));
  void hear(channel, program.maxBytes, onFrame).catch((error: unknown) =>
    alive.kill(error instanceof Error ? error.message : "it broke the channel"),
  );
  return alive;
}

function commandOf(
  {
    program,
    args = [],
    reads,
    isolation,
    memoryMb,
    besideHeapMb = BESIDE_HEAP_MB,
    cpuSeconds = CPU_SECONDS,
    flags = [],
  }: ChildProgram,
  empty: string,
): readonly string[] {
  const node = realpathSync(process.execPath);
  const permissions = reads?.map((path) => `--allow-fs-read=${path}`);
  const command = [
    node,
    `--max-old-space-size=${memoryMb}`,
    "--no-warnings",
    ...(permissions ? ["--permission", ...permissions] : []),
    ...flags,
  ];
  const before = isolation?.before([node, ...(reads ?? [])], empty) ?? withParent();
  const dataMb = memoryMb + besideHeapMb;
  return limited({ cpuSeconds, dataMb }, [...before, ...command, program, ...args]);
}

/** One chunk after the other: what is not read yet stays in the pipe, and holds up whoever writes it. */
async function hear(
  channel: Duplex,
  maxBytes: number,
  onFrame: (frame: Frame) => void | Promise<void>,
): Promise<void> {
  const cut = frameReader(maxBytes);
  const broken = Promise.withResolvers<never>();
  let queue: Promise<void> | undefined;
  channel.on("data", (chunk: Uint8Array) => {
    try {
      for (const frame of cut(chunk)) {
        if (queue) queue = queue.then(() => onFrame(frame));
        else queue = onFrame(frame) || undefined;
      }
    } catch (error) {
      broken.reject(error);
      return;
    }
    if (!queue) return;
    channel.pause();
    queue.then(() => {
      queue = undefined;
      channel.resume();
    }, broken.reject);
  });
  // A broken pipe is the child's end, which is heard of elsewhere.
  channel.on("error", () => undefined);
  await broken.promise;
}

function watch(child: ChildProcess, channel: Duplex, lastWords: () => string): Child {
  const ended = Promise.withResolvers<string>();
  let reason: string | undefined;
  const kill = (why?: string) => {
    reason ??= why ?? "it was ended";
    if (child.exitCode === null && child.signalCode === null) killGroup(child);
    channel.destroy();
  };
  const end = (why: string) => {
    channel.destroy();
    const said = lastWords();
    ended.resolve((reason ?? why) + (said && `: ${said}`));
  };
  child.once("exit", (code, signal) => {
    // Of a group whose first is gone the rest goes, too. What it still wrote is heard, unless somebody holds on to it.
    killGroup(child);
    setTimeout(end, LAST_WORDS_MS, signal ?? `exit code ${code}`).unref();
  });
  child.once("close", (code, signal) => end(signal ?? `exit code ${code}`));
  child.once("error", (error) => end(error.message));
  return {
    pid: child.pid,
    alive: () => reason === undefined && child.exitCode === null && child.signalCode === null,
    ended: ended.promise,
    send: (message, bytes) => channel.destroyed || channel.write(encodeFrame(message, bytes)),
    drained: async () => {
      if (!channel.writableNeedDrain || channel.destroyed) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      channel.once("drain", resolve).once("close", resolve);
      await promise;
    },
    kill,
    stop: async (graceMs) => {
      if (!channel.destroyed) channel.end();
      const late = setTimeout(() => kill(`it did not end within ${graceMs} ms`), graceMs);
      const why = await ended.promise;
      clearTimeout(late);
      return why;
    },
    keepAlive: (on) => {
      // A pipe of a child is a socket, whatever its type says.
      for (const part of [child, channel as Partial<Pick<ChildProcess, "ref" | "unref">>]) {
        if (on) part.ref?.();
        else part.unref?.();
      }
    },
  };
}
