import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { encodeFrame, type Frame, frameReader } from "./frames.ts";
import type { Isolation } from "./isolation.ts";

/**
 * A child process for code that may be wrong or hostile: it has no environment of ours, no files but those named, a
 * bound on its memory, and one channel to us on which every message has a bound. Whatever breaks that is its end.
 */
export type ChildProgram = {
  /** The module to run. It opens the channel with `inside/port.ts`. */
  readonly program: string;
  readonly args?: readonly string[];
  /** Files and folders it may read, besides the program's own folder. Left out: Node's permissions are not used. */
  readonly reads?: readonly string[];
  readonly isolation?: Isolation;
  readonly memoryMb: number;
  readonly flags?: readonly string[];
  /** The largest message it may send. */
  readonly maxBytes: number;
};

export type Child = {
  readonly alive: () => boolean;
  /** Why it ended: a signal, an exit code, a broken rule. */
  readonly ended: Promise<string>;
  send(message: unknown, bytes?: Uint8Array): void;
  kill(why?: string): void;
  /** Whether this process waits for it before it ends. */
  keepAlive(on: boolean): void;
};

/** No orphan in a loop of its own goes on for ever, whatever else fails. One that worked that long is started anew. */
const CPU_SECONDS = 3_600;
/** Beside the heap V8 reserves code space, and bytes outside of the heap need room. */
const BESIDE_HEAP_MB = 640;

export function startChild(program: ChildProgram, onFrame: (frame: Frame) => void): Child {
  const empty = mkdtempSync(join(tmpdir(), "reflux-child-"));
  const [command = "", ...args] = commandOf(program, empty);
  const uid = program.isolation?.uid;
  const child = spawn(command, args, {
    cwd: uid === undefined ? empty : "/",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", TZ: "UTC", HOME: "/nonexistent" },
    // A group of its own, so that a kill reaches what stands behind the wall as well.
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const channel = child.stdio[3];
  if (!(channel instanceof Duplex)) throw new Error("the child has no channel");
  return supervise(child, channel, program.maxBytes, onFrame, empty);
}

function commandOf(
  { program, args = [], reads, isolation, memoryMb, flags = [] }: ChildProgram,
  empty: string,
): string[] {
  const node = realpathSync(process.execPath);
  const permissions = reads && ["--permission", ...reads.map((path) => `--allow-fs-read=${path}`)];
  const limits = `ulimit -c 0; ulimit -t ${CPU_SECONDS}; ulimit -d ${(memoryMb + BESIDE_HEAP_MB) * 1_024} 2>/dev/null; exec "$@"`;
  const command = [
    node,
    `--max-old-space-size=${memoryMb}`,
    "--no-warnings",
    ...(permissions ?? []),
    ...flags,
  ];
  const before = isolation?.before([node, ...(reads ?? [])], empty) ?? [];
  return ["/bin/sh", "-c", limits, "sh", ...before, ...command, program, ...args];
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended meanwhile, or is not yet the leader of its group.
    child.kill("SIGKILL");
  }
}

function supervise(
  child: ChildProcess,
  channel: Duplex,
  maxBytes: number,
  onFrame: (frame: Frame) => void,
  empty: string,
): Child {
  const ended = Promise.withResolvers<string>();
  const cut = frameReader(maxBytes);
  let reason: string | undefined;
  const kill = (why?: string) => {
    reason ??= why ?? "it was ended";
    killGroup(child);
    channel.destroy();
  };
  channel.on("data", (chunk: Uint8Array) => {
    try {
      for (const frame of cut(chunk)) onFrame(frame);
    } catch (error) {
      kill(error instanceof Error ? error.message : "it broke the channel");
    }
  });
  // A broken pipe is the child's end, which is heard below.
  channel.on("error", () => undefined);
  const end = (why: string) => {
    channel.destroy();
    rm(empty, { recursive: true, force: true }).catch(() => undefined);
    ended.resolve(reason ?? why);
  };
  child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
  child.once("error", (error) => end(error.message));
  return {
    alive: () => reason === undefined && child.exitCode === null && child.signalCode === null,
    ended: ended.promise,
    send: (message, bytes) => {
      if (!channel.destroyed) channel.write(encodeFrame(message, bytes));
    },
    kill,
    keepAlive: (on) => {
      // A pipe of a child is a socket, whatever its type says.
      for (const part of [child, channel as Partial<Pick<ChildProcess, "ref" | "unref">>]) {
        if (on) part.ref?.();
        else part.unref?.();
      }
    },
  };
}
