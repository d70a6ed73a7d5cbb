import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { startChild } from "#child/child.ts";
import { candidates } from "#child/isolation.ts";
import type { Attempt } from "../attempts.ts";
import type { Targets } from "./escapes.ts";

/** For code that has got round every fence in its process: all modules, the real process object. Gives what it got. */
const raw: Readonly<Record<string, string>> = {
  "TCP to loopback": `await new Promise((ok) => net.connect(at.port, "127.0.0.1").on("connect", () => ok("in")).on("error", () => ok("")))`,
  "TCP to ::1": `await new Promise((ok) => net.connect(at.port, "::1").on("connect", () => ok("in")).on("error", () => ok("")))`,
  fetch: `await fetch("http://127.0.0.1:" + at.port).then((r) => r.status, () => "")`,
  "UDP to loopback": `await new Promise((ok) => dgram.createSocket("udp4").send("x", at.port, "127.0.0.1", (e) => ok(e ? "" : "sent")))`,
  "the database's socket": `await new Promise((ok) => net.connect(at.socket).on("connect", () => ok("in")).on("error", () => ok("")))`,
  "an abstract socket": `await new Promise((ok) => net.connect("\\0reflux-test").on("connect", () => ok("in")).on("error", () => ok("")))`,
  "a name": `await dns.promises.resolve4("example.com").then(String, () => "")`,
  interfaces: `Object.keys(os.networkInterfaces()).join()`,
  "/etc/passwd by SQLite": `(() => { try { new sqlite.DatabaseSync("/etc/passwd").exec("select * from sqlite_master"); return "read"; } catch (e) { return /not a database/.test(e.message) ? "read" : ""; } })()`,
  "/etc/passwd": `(() => { try { return fs.readFileSync("/etc/passwd", "utf8"); } catch { return ""; } })()`,
  "the secret key": `(() => { try { return fs.readFileSync(at.secret, "utf8"); } catch { return ""; } })()`,
  "/proc of the parent": `(() => { try { return fs.readFileSync("/proc/" + process.ppid + "/environ", "utf8"); } catch { return ""; } })()`,
  "a signal to the parent": `(() => { try { return process.ppid > 0 && process.kill(process.ppid, 0) ? "alive" : ""; } catch { return ""; } })()`,
  "a signal to another process": `(() => { try { return process.kill(at.pid, 0) ? "alive" : ""; } catch { return ""; } })()`,
  "the environment": `["DATABASE_URL", "REFLUX_SECRET_KEY"].map((n) => process.env[n] ?? "").join("")`,
  "a program": `(() => { try { return cp.execSync("id").toString(); } catch { return ""; } })()`,
  "root again": `(() => { try { process.setuid(0); return fs.readdirSync("/root").join() || "root"; } catch { return ""; } })()`,
  "a file of its own code": `(() => { try { fs.writeFileSync(process.argv[1], "x"); return "written"; } catch { return ""; } })()`,
  "a file in /": `(() => { try { fs.writeFileSync("/x", "x"); return "written"; } catch { return ""; } })()`,
};

const MODULES = "net,dgram,dns,os,fs".split(",").map((name) => `import ${name} from "node:${name}";`);
const PROGRAM = `${MODULES.join("\n")}
import cp from "node:child_process";
import sqlite from "node:sqlite";
const at = JSON.parse(process.argv[2]);
const say = (message) => {
  const json = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(8);
  header.writeUInt32LE(json.length, 0);
  fs.writeSync(3, Buffer.concat([header, json]));
};
const attacks = {
${Object.entries(raw)
  .map(([name, body]) => `  ${JSON.stringify(name)}: async () => ${body},`)
  .join("\n")}
};
const given = {};
for (const [name, attack] of Object.entries(attacks)) given[name] = String(await attack().catch(() => ""));
say(given);`;

/** All in one process, since each takes a fraction of its start. Where there is no wall, there is nothing to try. */
export async function throughTheWall(targets: Targets, heard: string[], attempt: Attempt): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "reflux-wall-"));
  await mkdir(join(folder, "code"));
  const program = join(folder, "code/program.mjs");
  await writeFile(program, PROGRAM);
  try {
    for (const isolation of candidates().filter(({ level }) => level === "walled")) {
      heard.length = 0;
      const given = Promise.withResolvers<unknown>();
      const args = [JSON.stringify({ ...targets, pid: process.pid })];
      const options = {
        program,
        args,
        reads: [join(folder, "code")],
        isolation,
        memoryMb: 128,
        maxBytes: 1_000_000,
      };
      const child = startChild(options, ({ message }) => given.resolve(message));
      void child.ended.then((why) => given.resolve(why));
      const got = await given.promise;
      child.kill();
      await attempt(`${isolation.says}: it runs at all`, () => {
        // A machine without namespaces ends the command before the program says anything.
        if (typeof got !== "string") expect(Object.keys(Object(got))).toEqual(Object.keys(raw));
      });
      for (const name of Object.keys(raw)) {
        await attempt(`${isolation.says}: ${name}`, () => {
          const value: unknown = typeof got === "string" ? "" : Object(got)[name];
          // The loopback of its own namespace is no interface of this machine's.
          expect(name === "interfaces" ? String(value).replace("lo", "") : value).toBe("");
        });
      }
      await attempt(`${isolation.says}: nobody heard anything`, () => expect(heard).toEqual([]));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
