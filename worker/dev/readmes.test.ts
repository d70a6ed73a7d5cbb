/**
 * Every README, followed literally: what it says to type is typed, in order, on a new database, and what it says will be
 * answered is compared. What cannot be done in a test stands in one list, with the reason; what is new and not in it is
 * done. `UPDATE_README=1` writes the answers that differ into their blocks.
 */
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { createPool } from "#db/client.ts";
import { embeddedUrl } from "#db/embedded/layout.ts";
import { stopAbandoned } from "#db/embedded/running.ts";
import { startReflux } from "#db/testing/command.ts";
import { withDb } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { helpOf } from "#db/testing/help.ts";
import { lasting, type Typed, typedIn } from "#db/testing/readme.ts";
import { removeHome, scratch } from "#db/testing/server.ts";

/** What is not done: the README, how the command begins, and why. */
const left: readonly (readonly [file: string, begins: string, why: string])[] = [
  ["README.md", "npm start", "installs packages; what it runs then is what the rest is done on"],
  ["README.md", "npm test", "runs this test"],
  ["README.md", "npx reflux on-failure FLOW", "names no flow of the samples; worker/tests/alerts.test.ts"],
  ["README.md", "npx reflux secret set NAME", "asks for the value; db/cli/access.test.ts"],
  ["db/README.md", "-- as another superuser", "takes a superuser; db/embedded/access.test.ts"],
  ["db/README.md", "create role reflux_", "takes a server without our roles; db/logins.test.ts"],
  ["db/README.md", "grant reflux_viewer", "takes a server without our roles; db/logins.test.ts"],
  ["db/README.md", "vitest", "runs the tests that this is one of"],
  ["db/README.md", "REFLUX_POSTGRES_BIN", "runs the tests that this is one of"],
  ["db/README.md", "TEST_DATABASE_URL", "runs the tests that this is one of"],
  ["sql/README.md", "REFLUX_HOME=/tmp/by-hand", "opens the session that the blocks after it are done in"],
  [
    "web/README.md",
    "npm run",
    "watches, builds or generates; web/e2e builds it, graphql/tests checks what is generated",
  ],
  ["web/README.md", "npx vitest", "runs the tests that this is one of"],
  ["bench/README.md", "npm run bench", "takes minutes, on a quiet machine"],
];

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = spawnSync("git", ["ls-files", "*README.md", "nodes/FLOWS.md", "sql/NEW-FUNCTION.md"], {
  cwd: root,
  encoding: "utf8",
})
  .stdout.trim()
  .split("\n");
/** What is typed beside `npm start`. */
const besideStart = ["README.md", "nodes/FLOWS.md"];
const readmes = files.map((file) => ({ file, typed: typedIn(readFileSync(join(root, file), "utf8")) }));
const hasTools = ["psql", "curl", "bash"].every((tool) => spawnSync(tool, ["--version"]).status === 0);
const isLeft = (file: string, line: string) =>
  left.some(([name, begins]) => name === file && line.startsWith(begins));

describe.skipIf(!hasTools)("followed literally", { timeout: 180_000 }, () => {
  test.for(readmes.filter(({ file, typed }) => !besideStart.includes(file) && typed.length > 0))(
    "$file",
    async ({ file, typed }) => {
      await withDb(async ({ url }) => {
        await using place = makePlace({ DATABASE_URL: url, PORT: "0" });
        await follow(file, typed, { ...place, url, quiet: async () => undefined, here: (text) => text });
      });
    },
  );

  test.for(besideStart)("%s, on what `npm start` starts", async (file) => {
    expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).toMatchObject({
      scripts: { start: "exec node reflux.ts dev" },
    });
    const home = mkdtempSync(join(scratch, "reflux-readme-"));
    chmodSync(home, 0o711);
    const env = { REFLUX_HOME: home, PORT: "0" };
    try {
      await using place = makePlace(env);
      // The page is built, and looked at, by tests of its own.
      await using dev = startReflux(["dev", "--no-web"], { env });
      await dev.printed(/Ctrl-C; the next start/, 60_000);
      const [, page = ""] = await dev.printed(/page +http:\/\/(\S+)/);
      const [, shop = ""] = await dev.printed(/counterpart at http:\/\/([^\s,]+)/);
      const url = embeddedUrl(home);
      await follow(file, readmes.find((one) => one.file === file)?.typed ?? [], {
        ...place,
        url,
        quiet: async () => await settled(url),
        here: (text) => text.replaceAll("127.0.0.1:7300", page),
        there: (text) => text.replaceAll(shop, "127.0.0.1:7310"),
      });
      dev.child.kill("SIGINT");
      await dev.exited;
    } finally {
      await stopAbandoned(home);
      removeHome(home);
    }
  });
});

type Place = {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly url: string;
  /** Somebody who reads types slowly: until then what can run has run. */
  readonly quiet: () => Promise<void>;
  readonly here: (text: string) => string;
  readonly there?: (text: string) => string;
};

async function follow(file: string, typed: readonly Typed[], place: Place): Promise<void> {
  for (const { kind, line, text, answer, file: name } of typed) {
    if (kind === "file") {
      writeFileSync(join(place.folder, name ?? ""), text);
      continue;
    }
    const kept = kind === "sql" ? (isLeft(file, text) ? "" : text) : commands(text, file).join("\n");
    if (kept === "") continue;
    await place.quiet();
    const printed = kind === "sql" ? psql(kept, place.url) : await shell(kept, place);
    const given = asWritten((place.there ?? ((one: string) => one))(printed));
    if (answer === undefined || lasting(given) === lasting(answer)) continue;
    if (process.env["UPDATE_README"]) update(file, answer, given);
    else expect(lasting(given), `${file}:${line}: ${text}`).toBe(lasting(answer));
  }
}

/** The commands of a block, one each, without those that are left out. */
function commands(block: string, file: string): readonly string[] {
  const whole = block.replaceAll(/\\\n\s*/g, "").split(/\n(?=\S)/);
  return whole.map((one) => one.trim()).filter((one) => one !== "" && !isLeft(file, one));
}

async function shell(script: string, { folder, env, url, here }: Place): Promise<string> {
  const told = here(script).replaceAll("DATABASE_URL=…", `DATABASE_URL='${url}'`);
  if (/^[^\n]*\breflux (worker|server|dev)\b/m.test(told)) {
    for (const command of told.split("\n")) await untilReady(command, folder, env);
    return "";
  }
  const typed = promisify(execFile)("bash", ["-ec", told], { cwd: folder, env, timeout: 60_000 });
  // Nobody types into what it opens.
  typed.child.stdin?.end();
  return (await typed).stdout;
}

/** A command that goes on: it says that it is ready, and ends when it is asked to. */
async function untilReady(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn("bash", ["-c", `exec ${command.replace(/^((?:\w+=\S+ )*)/, "env $1")}`], { cwd, env });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (printed += chunk));
  const exited = once(child, "close");
  try {
    await eventually(`${command} is ready`, () => /runs \d+ nodes|http:\/\/127\.0\.0\.1:\d+/.test(printed), {
      withinMs: 30_000,
    });
  } catch (cause) {
    throw new Error(`${command} printed:\n${printed}`, { cause });
  } finally {
    child.kill("SIGTERM");
    await exited;
  }
}

function psql(statements: string, url: string): string {
  const options = ["-X", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse", "--set", "QUIET=on"];
  const { stdout, stderr } = spawnSync("psql", [url, ...options], {
    input: `set search_path = reflux, public;\n${statements}`,
    encoding: "utf8",
  });
  expect(stderr, statements).toBe("");
  return stdout;
}

/** No step is to be run now; those that wait for a person or a time do so. */
async function settled(url: string): Promise<void> {
  const pool = createPool({ connectionString: url, max: 1 });
  try {
    await eventually("what can run has run", async () => {
      const { rows } = await pool.query(
        `select from reflux.steps where state in ('ready', 'running') or state = 'sleeping' and wait = 'retry'
         union all select from reflux.runs where state = 'queued'`,
      );
      return rows.length === 0;
    });
  } finally {
    await pool.end();
  }
}

/** A folder to type in, and the commands that are typed, which are those of this working copy. */
function makePlace(more: Readonly<Record<string, string>>) {
  const folder = mkdtempSync("/tmp/reflux-typed-");
  const bin = join(folder, "bin");
  for (const name of [bin, join(folder, "my-nodes")]) mkdirSync(name);
  const reflux = `exec '${process.execPath}' '${join(root, "reflux.ts")}'`;
  writeFileSync(join(bin, "reflux"), `#!/bin/sh\n${reflux} "$@"\n`, { mode: 0o755 });
  writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift\n${reflux} "$@"\n`, { mode: 0o755 });
  const compiled = process.env["NODE_COMPILE_CACHE"] ?? "";
  const env = {
    PATH: `${bin}:${process.env["PATH"]}`,
    HOME: "/tmp",
    TERM: "dumb",
    NODE_COMPILE_CACHE: compiled,
    ...more,
  };
  return {
    folder,
    env,
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  };
}

function update(file: string, before: string, after: string): void {
  const path = join(root, file);
  writeFileSync(
    path,
    readFileSync(path, "utf8").replace(`\`\`\`\n${before}\`\`\``, () => `\`\`\`\n${after}\`\`\``),
  );
}

/** Without the empty lines and the spaces at the ends of lines, which no editor leaves alone. */
function asWritten(answer: string): string {
  return answer
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replaceAll(/^\n+|\n+$/g, "")
    .concat("\n");
}

test("what is left out is there, and what is there is not little", () => {
  const said = (file: string) =>
    readmes.flatMap((one) => (one.file === file ? one.typed.flatMap(({ text }) => text.split("\n")) : []));

  for (const [file, begins] of left)
    expect(
      said(file).some((line) => line.startsWith(begins)),
      `${file}: ${begins}`,
    ).toBe(true);
  const done = readmes.flatMap(({ file, typed }) => typed.filter(({ text }) => !isLeft(file, text)));
  expect(done.length).toBeGreaterThan(30);
});

test("every script of npm and every command of ours that a README names is one, and db/README.md names all", async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const { commands: known } = await helpOf();
  const unknown = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const npm = [...text.matchAll(/npm run ([a-z:-]+)/g)].filter(([, name = ""]) => !(name in scripts));
    const ours = [...text.matchAll(/(?:`|^|\$ |npx )reflux ([a-z][a-z-]*)/gm)].filter(
      ([, name = ""]) => !known.includes(name),
    );
    return [...npm, ...ours].map(([what]) => `${file}: ${what}`);
  });

  expect(known.length).toBeGreaterThan(30);
  expect(unknown).toEqual([]);
  const listed = readFileSync(join(root, "db/README.md"), "utf8");
  expect(known.filter((name) => !name.includes(" ") && !listed.includes(`\`${name}\``))).toEqual([]);
});
