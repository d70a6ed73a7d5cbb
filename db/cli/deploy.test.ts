import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { reflux } from "../testing/command.ts";
import { type TestDb, withDb } from "../testing/databases.ts";

const sound = `reflux: 1
name: sound
steps:
  start: { node: manual }
  work: { node: test.work }
edges: [start -> work]
`;

const broken = `reflux: 1
name: broken
colour: blue
steps:
  start: { node: manual }
  shape:
    node: test.work
    retries: 3
    config: { value: "{{ input.x & }}" }
  send: { node: no.such.node }
edges:
  - start -> shape
  - shape -> nowhere
`;

test("every problem of every file is told at once, with its place, and nothing is deployed", async () => {
  await withNodes(async ({ url, pool }) => {
    const [good, bad, unreadable] = files({
      "sound.yaml": sound,
      "broken.yaml": broken,
      "unreadable.yaml": "steps: [",
    });

    const { code, stdout, stderr } = await reflux(["deploy", good, bad, unreadable], {
      env: { DATABASE_URL: url },
    });

    expect(code).toBe(1);
    const lines = stdout.split("\n").filter((line) => line.includes(".yaml:"));
    const told = lines.map((line) => line.replace(/^.*\/([\w.]+:\d+:\d+) +(RF\w+) .*$/, "$1 $2"));
    expect(told).toEqual([
      "broken.yaml:3:1 RFV20",
      "broken.yaml:8:5 RFV20",
      "broken.yaml:9:15 RFV11",
      "broken.yaml:10:11 RFV02",
      "broken.yaml:13:5 RFV13",
      "unreadable.yaml:1:9 RFV01",
    ]);
    expect(stderr).toContain("nothing was deployed");
    const { rows } = await pool.query("select from reflux.flows");
    expect(rows).toEqual([]);
  });
});

test("a file comes out as it went in, comments and all", async () => {
  await withNodes(async ({ url }) => {
    const text = sound
      .replace("  start:", "  # by hand\n  start:")
      .replace("test.work }", "test.work } # and that is all");
    const env = { DATABASE_URL: url };
    const [path] = files({ "sound.yaml": text });
    await reflux(["deploy", path], { env });

    const { stdout } = await reflux(["export", "sound"], { env });

    expect(stdout).toBe(text);
  });
});

test("what is sound is deployed, from files or standard input; the same graph is the same version", async () => {
  await withNodes(async ({ url }) => {
    const env = { DATABASE_URL: url };
    const [file] = files({ "sound.yaml": sound });

    const first = await reflux(["deploy", file, "--note", "first"], { env });
    const again = await reflux(["deploy", "-", "--json"], { env, input: sound });
    const changed = await reflux(["deploy", "-", "--json"], {
      env,
      input: sound.replace("test.work }", "test.work, timeout: 5s }"),
    });

    expect(first).toMatchObject({ code: 0, stdout: "✓ sound v1\n" });
    expect(JSON.parse(again.stdout)).toEqual({
      deployed: [{ file: "-", flow: "sound", version: 1 }],
      problems: [],
      warnings: [],
    });
    expect(JSON.parse(changed.stdout)).toMatchObject({ deployed: [{ version: 2 }] });
  });
});

test("a conflict that only the database sees takes the other files with it", async () => {
  await withNodes(async ({ url, pool }) => {
    const hook = (name: string) =>
      `reflux: 1\nname: ${name}\nsteps: { in: { node: webhook.in, config: { path: taken } } }\nedges: []\n`;
    const [one, other] = files({ "one.yaml": hook("one"), "other.yaml": hook("other") });

    const { code, stderr } = await reflux(["deploy", one, other], { env: { DATABASE_URL: url } });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^RFV19 .*other\.yaml: /);
    const { rows } = await pool.query("select from reflux.flows");
    expect(rows).toEqual([]);
  });
});

test("a file that is not there is named", async () => {
  const { code, stderr } = await reflux(["deploy", "/no/such/flow.yaml"], {
    env: { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" },
  });

  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining("cannot read /no/such/flow.yaml"),
  });
});

/** As a worker would announce them. */
async function withNodes(work: (db: TestDb) => Promise<void>): Promise<void> {
  await withDb(async (db) => {
    const node = { version: 1, effects: "pure", config: {}, ports: ["out"], input: {}, output: {} };
    const nodes = [
      { ...node, id: "manual", kind: "trigger" },
      { ...node, id: "webhook.in", kind: "trigger" },
      { ...node, id: "test.work", kind: "action" },
    ];
    await db.pool.query("select reflux_private.register_worker('test', $1, 1)", [JSON.stringify(nodes)]);
    await work(db);
  });
}

function files<Name extends string>(texts: Readonly<Record<Name, string>>) {
  const folder = mkdtempSync("/tmp/reflux-flows-");
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths = Object.entries<string>(texts).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  // As many as there are texts; a test names at most three.
  return paths as [string, string, string];
}
