import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { candidates } from "#child/isolation.ts";
import type { NodeModule } from "#nodes/node.ts";
import { createTestContext } from "#nodes/sdk/testing.ts";
import { loadOwnNodes, type OwnNodes } from "#worker/own-nodes/load.ts";
import { attackDoor } from "../attempts.ts";
import { escapes, SPOIL, type Targets, WAYS } from "./escapes.ts";
import { throughTheWall } from "./wall.ts";

const MANIFEST = `import { defineNode, noRetry, Type } from "reflux/sdk";
export const manifest = defineNode({
  id: "test.hostile", version: 1, title: "x", summary: "x", category: "test", icon: "bug", kind: "action",
  config: Type.Object({ hook: Type.Object({ secret: Type.String() }) }), input: Type.Unknown(), output: Type.Unknown(),
  ports: ["out"], effects: "external", retry: noRetry, timeoutMs: 5000, secrets: [],
  hosts: ["declared.test"], examples: [{ title: "x", config: { hook: { secret: "named" } }, input: 1, output: 1 }],
});`;
const RUN = `const escapes = {
${Object.entries(escapes)
  .map(([name, body]) => `  ${JSON.stringify(name)}: async (ctx, at) => { ${body} },`)
  .join("\n")}
};
export const run = async ({ name, at }, ctx) => String((await escapes[name](ctx, at)) ?? "");`;

let home: string;
let targets: Targets;
const heard: string[] = [];
const onTcp = createServer((socket) => {
  heard.push("a connection");
  socket.on("error", () => undefined).destroy();
});
const onSocket = createServer((socket) => {
  heard.push("a connection by file");
  socket.on("error", () => undefined).destroy();
});

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "reflux-hostile-"));
  const files = {
    "nodes/test.hostile/manifest.ts": MANIFEST,
    "nodes/test.hostile/run.mjs": RUN,
    "nodes/test.hostile/ways.cjs": WAYS,
    "nodes/test.hostile/spoil.mjs": SPOIL,
    "nodes/test.neighbour/manifest.ts": MANIFEST.replace("test.hostile", "test.neighbour"),
    "nodes/test.neighbour/run.mjs": "export const run = async () => 1;",
    "nodes/test.neighbour/own.json": `{"own":1}`,
    ".reflux/secret.key": "5ecret",
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(home, path, ".."), { recursive: true });
    await writeFile(join(home, path), text);
  }
  await new Promise<void>((ready) => onTcp.listen(0, "127.0.0.1", ready));
  const socket = join(home, ".s.PGSQL.5432");
  await new Promise<void>((ready) => onSocket.listen(socket, ready));
  const address = onTcp.address();
  targets = {
    port: typeof address === "object" && address ? address.port : 0,
    socket,
    secret: join(home, ".reflux/secret.key"),
    neighbour: join(home, "nodes/test.neighbour/own.json"),
  };
  process.env["DATABASE_URL"] ??= "postgresql://nobody@127.0.0.1/none";
});

afterAll(async () => {
  onTcp.close();
  onSocket.close();
  await rm(home, { recursive: true });
});

/** Any host but the declared one would be a real call: it is heard. */
const fetchHeard: typeof globalThis.fetch = async (input) => {
  const { href, hostname } = new URL(input instanceof Request ? input.url : input);
  if (hostname !== "declared.test") heard.push(href);
  return new Response(null, { status: 302, headers: { location: `http://127.0.0.1:${targets.port}/` } });
};

const levels = ["walled", "fenced"] as const;

test.each(levels)("no node of one's own leaves its process, %s", async (level) => {
  const isolations = candidates().filter((isolation) => isolation.level === level);
  await using own: OwnNodes | undefined = isolations.length
    ? await loadOwnNodes(join(home, "nodes"), { isolations }).catch(() => undefined)
    : undefined;
  const node = own?.nodes.find(({ manifest }) => manifest.id === "test.hostile");
  // No machine is without a fence; not every one offers a wall.
  if (!node) return expect(level).toBe("walled");
  await attackDoor(`own nodes, ${level}`, async (attempt) => {
    for (const name of Object.keys(escapes)) {
      await attempt(name, async () => {
        heard.length = 0;

        const given = await attack(node, name);

        expect(given).toBe("");
        expect(heard).toEqual([]);
      });
    }
  });
});

/** What the escape gave; nothing when it failed, whatever with. */
async function attack(node: NodeModule, name: string): Promise<string> {
  const signal = AbortSignal.timeout(3_000);
  const config = { hook: { secret: "named" } };
  const secrets = { named: "named", other: "CANARY" };
  const ctx = createTestContext(node.manifest, { config, secrets, fetch: fetchHeard, signal });
  const run = await node.load();
  return await run({ name, at: targets }, ctx).then(String, () => "");
}

test("the wall holds without the fence", async () => {
  await attackDoor("the wall", async (attempt) => {
    await throughTheWall(targets, heard, attempt);
  });
});
