/** What nodes require is looked for by its kind; looking never throws, and absence says why and what to do. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { NodeModule } from "#nodes/node.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { checkManifest, type Need } from "#nodes/sdk/index.ts";
import { pass, scripted } from "../testing/nodes.ts";
import { chooseNodes } from "./choose.ts";
import { byNeeds, probeNeeds } from "./needs.ts";

const needing = (need: Need, more: Partial<NodeModule> = {}): NodeModule => ({
  ...scripted("test.needy", () => null, { requires: [need] }),
  ...more,
});
const stateOf = async (need: Need, more?: Partial<NodeModule>) =>
  (await probeNeeds([needing(need, more)]))[0];

function setVariable(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  onTestFinished(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

function folder(): string {
  const made = mkdtempSync("/tmp/reflux-needs-");
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const met = (need: Need) => ({ need, problem: null, provide: null });

test("a program is met by a file on the PATH that may be run, and by nothing else", async () => {
  const at = folder();
  setVariable("PATH", `${at}:`);
  expect(await stateOf("program:tool")).toMatchObject({ problem: "no program tool on the PATH" });
  mkdirSync(join(at, "tool"));
  expect(await stateOf("program:tool")).toMatchObject({ problem: "no program tool on the PATH" });
  rmSync(join(at, "tool"), { recursive: true });
  writeFileSync(join(at, "tool"), "");
  chmodSync(join(at, "tool"), 0o755);

  expect(await stateOf("program:tool")).toEqual(met("program:tool"));
});

test("a service is met when what its variable names takes a connection; the address is told to nobody", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  expect(await stateOf("service:reflux_test")).toMatchObject({ problem: "REFLUX_TEST_URL is not set" });
  setVariable("REFLUX_TEST_URL", `tcp://me:hush@127.0.0.1:${port}/x`);
  expect(await stateOf("service:reflux_test")).toEqual(met("service:reflux_test"));
  await new Promise((closed) => server.close(closed));

  const gone = await stateOf("service:reflux_test");
  setVariable("REFLUX_TEST_URL", "hush");
  const odd = await stateOf("service:reflux_test");

  expect(gone).toMatchObject({ problem: "what REFLUX_TEST_URL names does not answer (ECONNREFUSED)" });
  expect(odd).toMatchObject({ problem: "REFLUX_TEST_URL names no host and port" });
  expect(JSON.stringify([gone, odd])).not.toContain("hush");
});

test("a package is met where REFLUX has it, or the node; a heavy one says how it is set up", async () => {
  const at = folder();
  expect(await stateOf("package:typebox")).toEqual(met("package:typebox"));
  expect(await stateOf("package:reflux-test-beside", { folder: join(at, "a.node") })).toMatchObject({
    problem: "it is not installed",
    provide: "npm install reflux-test-beside beside the node, and start the worker again",
  });
  mkdirSync(join(at, "node_modules/reflux-test-beside"), { recursive: true });
  writeFileSync(join(at, "node_modules/reflux-test-beside/package.json"), "{}");
  expect(await stateOf("package:reflux-test-beside", { folder: join(at, "a.node") })).toEqual(
    met("package:reflux-test-beside"),
  );
  setVariable("REFLUX_HOME", at);

  expect(await stateOf("package:chdb")).toEqual({
    need: "package:chdb",
    problem: "not installed",
    provide: "run `reflux setup traces` where the worker runs, and start the worker again",
  });
});

test("what goes wrong while looking is why it is not there", async () => {
  // No word that a manifest may hold, and so nothing that a probe reckons with.
  const odd = "nothing:of this kind" as Need;

  expect(await stateOf(odd)).toMatchObject({ problem: expect.stringMatching(/^it could not be looked for/) });
});

test("a need of several nodes is looked for once, and each of them lacks it", async () => {
  const others = [pass, needing("program:reflux-no-such"), needing("program:reflux-no-such")];

  const states = await probeNeeds(others);
  const { able, unable } = byNeeds(others, states);

  expect(states).toHaveLength(1);
  expect(able).toEqual([pass]);
  expect(unable.map(({ lacks }) => lacks)).toEqual([states, states]);
});

test.each(["program:pdftotext", "package:@duckdb/node-api", "service:clickhouse"])(
  "a manifest may say %s",
  (need) => {
    expect(problemsOf([need])).toEqual([]);
  },
);

test.each([
  "pdftotext",
  "program:",
  "program:../sh",
  "package:a/b",
  "service:Click",
  "kernel:6",
  "program:a b",
])("a manifest may not say %s", (need) => {
  expect(problemsOf([need])).toEqual([expect.objectContaining({ path: "requires[0]" })]);
});

function problemsOf(requires: readonly string[]) {
  return checkManifest({ ...builtinNodes[0]?.manifest, requires });
}

const names = (choice: Parameters<typeof chooseNodes>[1]) =>
  chooseNodes(builtinNodes, choice).map(({ manifest }) => manifest.id);

test("--only and --without choose by name, by version and by room", () => {
  expect(names({ only: ["log", "webhook.*"] })).toEqual([
    "webhook.in",
    "webhook.out",
    "webhook.reply",
    "log",
  ]);
  expect(names({ only: ["webhook.*"], without: ["webhook.out@1"] })).toEqual(["webhook.in", "webhook.reply"]);
  expect(names({})).toEqual(builtinNodes.map(({ manifest }) => manifest.id));
});

test.each([
  [{ only: ["log", "excel.*"] }, "--only (REFLUX_ONLY) names no node of this worker: excel.*"],
  [{ without: ["log@2", "web"] }, "--without (REFLUX_WITHOUT) names no node of this worker: log@2, web"],
  [{ only: ["log"], without: ["log"] }, "--only and --without leave no node to run"],
  [{ without: ["*"] }, "--only and --without leave no node to run"],
])("%j is refused", (choice, message) => {
  expect(() => names(choice)).toThrow(expect.objectContaining({ code: "RFV06", message }));
});
