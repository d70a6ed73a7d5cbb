import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { reflux, type Started, startReflux } from "../testing/command.ts";
import { eventually } from "../testing/eventually.ts";
import { helpOf } from "../testing/help.ts";
import { onFailureOptions } from "../testing/on-failure-options.ts";
import { useStack } from "../testing/stack.ts";

/**
 * Every option that a help text names is given here, to its command, and what it does is looked for where it can only
 * be if the command was told: an option that the program swallows, or forgets, fails. The last test compares with the
 * help texts, so a new option without a case fails, too.
 */
const stack = useStack();
const given = new Set<string>();

/** Remembers which command was given which options. */
function note(args: readonly string[]): void {
  const [first = "", second = ""] = args;
  const name = ["token", "secret", "var", "node"].includes(first) ? `${first} ${second}` : first;
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  for (const option of own.filter((text) => text.startsWith("--"))) given.add(`${name} ${option}`);
}

async function ok(args: readonly string[], input?: string): Promise<string> {
  note(args);
  const { code, stdout, stderr } = await stack().reflux(args, input);
  expect({ args, code, stderr: code === 0 ? "" : stderr }).toEqual({ args, code: 0, stderr: "" });
  return stdout;
}

/** With --json: one document, and nothing else. */
async function json<T>(args: readonly string[], input?: string): Promise<T> {
  return JSON.parse(await ok([...args, "--json"], input)) as T;
}

async function refused(args: readonly string[]): Promise<string> {
  note(args);
  const { code, stderr } = await stack().reflux(args);
  expect(code).toBe(1);
  return stderr;
}

async function value<T>(text: string, values: readonly unknown[] = []): Promise<T> {
  const { rows } = await stack().pool.query<{ value: T }>(text, [...values]);
  expect(rows, text).toHaveLength(1);
  return rows[0]?.value as T;
}

const flow = (n: number) => `reflux: 1
name: opts
steps:
  start: { node: manual }
  tell: { node: log, config: { message: "version ${n}, {{ run.input.n }}" } }
  slow:
    node: postgres.query
    config: { text: "select pg_sleep(60)" }
    timeout: 100ms
    retry: { max: 5, initial: 1h, limit: 1h, jitter: 0 }
edges: [start -> tell, tell -> slow]
`;

function file(name: string, text: string): string {
  const folder = mkdtempSync("/tmp/reflux-options-");
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

let run = "";
const sleeps = async (id: string) =>
  await eventually("the step sleeps until its retry", async () => {
    const { rows } = await stack().pool.query(
      "select from reflux.run_steps where run_id = $1 and step = 'slow' and wait = 'retry'",
      [id],
    );
    return rows.length > 0;
  });

beforeAll(async () => {
  await stack().reflux(["deploy", "-"], flow(1));
  await stack().reflux(["deploy", "-"], flow(2));
  ({ id: run } = await json<{ id: string }>(["run", "opts", "--input", '{"n": 1}']));
  await sleeps(run);
});

test("run: version, key, priority and input are those of the run; --watch stays until it ends", async () => {
  const args = ["run", "opts", "--version", "1", "--input", '{"n": 7}', "--key", "k", "--priority", "-5"];
  const started = await json<{ id: string }>(args);
  const again = await json<{ id: string; replayed: boolean }>(args);
  const watched = await ok([
    "run",
    "order-quote",
    "--watch",
    "--input",
    '{"customer": "C-7", "sku": "TEA-100", "quantity": 1, "currency": "EUR"}',
  ]);

  expect(again).toMatchObject({ id: started.id, replayed: true });
  expect(watched).toMatch(/✓ run \d+ {2}succeeded/);
  const row = await value(
    `select jsonb_build_array(v.number, r.input, r.priority) as value from reflux.runs r
     join reflux.flow_versions v on v.id = r.version_id where r.id = $1`,
    [started.id],
  );
  expect(row).toEqual([1, { n: 7 }, -5]);
  await stack().reflux(["cancel", started.id]);
});

test("flows: what is archived is told with --all", async () => {
  const gone = file("gone.yaml", flow(1).replace("name: opts", "name: gone"));
  await ok(["deploy", gone, "--note", "for a day"]);
  const note = await value("select note as value from reflux.flow_versions where note ~ 'day'");
  const archived = await json(["archive", "gone", "--reason", "a day is over"]);
  const decided = await value("select decided_reason as value from reflux.flows where slug = 'gone'");
  const some = await json<readonly { flow: string }[]>(["flows"]);
  const all = await json<readonly { flow: string }[]>(["flows", "--all"]);
  const shown = await ok(["flows", "--all"]);

  expect(note).toBe("for a day");
  expect(archived).toEqual({ flow: "gone", archived_at: expect.any(String) });
  expect(decided).toBe("a day is over");
  expect(some.find((one) => one.flow === "gone")).toBeUndefined();
  expect(some.find((one) => one.flow === "opts")).toMatchObject({ version: 2, state: "enabled", live: "1" });
  expect(all.find((one) => one.flow === "gone")).toMatchObject({ state: "archived" });
  expect(shown).toMatch(/^gone v1 +archived/m);
});

test("disable and enable: a disabled flow starts nothing, and the reason stays with it", async () => {
  const reason = async () =>
    await value("select decided_reason as value from reflux.flows where slug = 'opts'");

  expect(await json(["disable", "opts", "--reason", "flood"])).toEqual({ flow: "opts", enabled: false });
  expect(await reason()).toBe("flood");
  expect(await refused(["run", "opts"])).toMatch(/^RFS04 /);
  expect(await json(["enable", "opts", "--reason", "dry again"])).toEqual({ flow: "opts", enabled: true });
  expect(await reason()).toBe("dry again");
});

test("deploy --dry-run tells what would change and writes nothing; what is wrong, it tells as ever", async () => {
  const [same, next] = [file("same.yaml", flow(2)), file("next.yaml", flow(3))];
  const wrong = file("wrong.yaml", flow(3).replace("postgres.query", "no.such"));
  const taken = flow(1).replace("{ node: manual }", "{ node: webhook.in, config: { path: orders } }");
  const before = await value("select count(*)::int as value from reflux.flow_versions");

  const dry = await json(["deploy", same, next, "--dry-run"]);
  const shown = await ok(["deploy", next, "--dry-run"]);
  const bad = await stack().reflux(["deploy", wrong, "--dry-run", "--json"]);
  const conflict = await refused(["deploy", file("taken.yaml", taken), "--dry-run"]);

  const change = {
    path: "steps.tell.config.message",
    before: '"version 2, {{ run.input.n }}"',
    after: '"version 3, {{ run.input.n }}"',
  };
  expect(dry).toEqual({
    dry_run: true,
    would_deploy: [
      { file: same, flow: "opts", version: 2, changes: [change] },
      { file: next, flow: "opts", version: 3, changes: [change] },
    ],
    problems: [],
    warnings: [],
  });
  expect(shown).toBe(`✓ opts v3  1 change\n  ~ ${change.path}  ${change.before} → ${change.after}\n`);
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout)).toMatchObject({ would_deploy: [], problems: [{ code: "RFV02" }] });
  expect(conflict).toMatch(/^RFV19 /);
  expect(await value("select count(*)::int as value from reflux.flow_versions")).toBe(before);
});

test("export: what it prints deploys as the version it was", async () => {
  const yaml = await ok(["export", "opts", "--version", "1"]);
  const asJson = await json<{ name: string }>(["export", "opts", "--version", "1"]);
  const samples = ["nightly-report", "order-intake", "order-quote", "stock-watch"];
  const files = await Promise.all(
    samples.map(async (name) => file(`${name}.yaml`, await ok(["export", name]))),
  );
  const { deployed } = await json<{ deployed: readonly { version: number }[] }>(["deploy", ...files]);

  expect(yaml).toContain("version 1, {{ run.input.n }}");
  expect(asJson).toMatchObject({
    name: "opts",
    steps: { tell: { config: { message: expect.stringContaining("1") } } },
  });
  expect(deployed.map(({ version }) => version)).toEqual([1, 1, 1, 1]);
});

test("rollback: an earlier version is the current one again under a new number", async () => {
  const back = await json(["rollback", "opts", "1", "--reason", "two was one too many"]);
  const again = await json(["rollback", "opts", "1"]);
  const { code, stderr } = await stack().reflux(["rollback", "opts", "99"]);

  expect([back, again]).toEqual(Array(2).fill({ flow: "opts", version: 3, as: 1 }));
  const [document, reason] = await value<[string, string]>(
    `select jsonb_build_array(reflux.flows_document(f)::text, v.note) as value
     from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id where f.slug = 'opts'`,
  );
  expect(document).toContain("version 1, ");
  expect(reason).toBe("two was one too many");
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/^RFN04 /) });
});

test("runs: only of a flow, in a state, so many", async () => {
  const rows = await json<readonly { id: string; flow: string; state: string }[]>(
    "runs --flow opts --state running --limit 1".split(" "),
  );

  expect(rows).toMatchObject([{ id: run, flow: "opts", state: "running" }]);
  expect(await json<readonly unknown[]>(["runs", "--limit", "2"])).toHaveLength(2);
});

test("show, why and logs are about the step, and the scope, that they are asked about", async () => {
  const shown = await json(["show", run, "slow", "--scope", ""]);
  const reasons = await json(["why", run, "slow", "--scope", ""]);
  const logs = await json(["logs", run, "tell", "--scope", ""]);
  const elsewhere = await json(["logs", run, "--scope", "each[7]"]);
  const missing = await Promise.all(
    ["show", "why"].map(
      async (name) => (await stack().reflux([name, run, "slow", "--scope", "each[7]"])).code,
    ),
  );

  expect(shown).toMatchObject({ step: "slow", scope: "", state: "sleeping" });
  expect(reasons).toMatchObject([{ key: "slow", state: "sleeping" }]);
  expect(logs).toMatchObject([{ step: "tell", scope: "", level: "info", message: "version 2, 1" }]);
  expect(elsewhere).toEqual([]);
  expect(missing).toEqual([4, 0]);
});

test("logs --follow and watch stay until the run ends", async () => {
  const args = [
    ["logs", run, "--follow", "--json"],
    ["watch", run, "--json"],
    ["logs", run, "--follow"],
  ] as const;
  for (const each of args) note(each);
  await using followed = stack().start(args[0]);
  await using watched = stack().start(args[1]);
  await using read = stack().start(args[2]);
  await followed.printed(/"message":"version 2, 1"/);
  await read.printed(/info {3}tell {2}version 2, 1/);

  const again = await json(["retry-now", run, "slow", "--scope", "", "--reason", "impatience"]);
  const cancelled = await json(["cancel", run, "--reason", "seen enough"]);

  expect(again).toMatchObject([{ step: "slow", scope: "" }]);
  expect(cancelled).toMatchObject({ id: run, reason: "seen enough" });
  await expect(followed.exited).resolves.toBe(0);
  await expect(watched.exited).resolves.toBe(5);
  expect(JSON.parse(watched.stdout())).toMatchObject({ id: run, state: "cancelled" });
  const reasons = await value(
    "select jsonb_agg(reason order by at) as value from reflux.run_events where run_id = $1",
    [run],
  );
  expect(reasons).toEqual(["impatience", "seen enough"]);
});

test("pause, resume, signal and redrive keep their reasons, and act on the step they are told", async () => {
  const quote = '{"customer": "C-7", "sku": "POT-900", "quantity": 50, "currency": "EUR"}';
  const { id } = await json<{ id: string }>(["run", "order-quote", "--input", quote]);
  const approving = async () =>
    await eventually("it waits for a person", async () => {
      const { rows } = await stack().pool.query(
        "select from reflux.run_steps where run_id = $1 and step = 'approve' and state = 'sleeping'",
        [id],
      );
      return rows.length > 0;
    });
  await approving();

  expect(await json(["pause", id, "--reason", "lunch"])).toMatchObject({ state: "paused" });
  expect(await json(["resume", id, "--reason", "after lunch"])).toMatchObject({ state: "running" });
  const signalled = await json(["signal", id, "approve", '{"by": "Ada"}', "--scope", "", "--reason", "fair"]);
  expect(signalled).toMatchObject([{ step: "approve", state: "succeeded" }]);
  await stack().reaches(id, "succeeded");
  const redriven = await json<readonly { step: string }[]>([
    "redrive",
    id,
    "rate",
    "--scope",
    "",
    "--input",
    '{"currency": "USD"}',
    "--no-downstream",
    "--reason",
    "dollars",
  ]);
  expect(redriven.map(({ step }) => step)).toEqual(["rate"]);
  const [reasons, input] = await value<[string[], unknown]>(
    `select jsonb_build_array((select jsonb_agg(reason order by at) from reflux.run_events where run_id = $1 and reason is not null),
       reflux.step_input($1, 'rate')) as value`,
    [id],
  );
  expect(reasons).toEqual(["lunch", "after lunch", "fair", "dollars"]);
  expect(input).toEqual({ currency: "USD" });
});

test("migrate, doctor, audit and psql do as they are told", async () => {
  expect(await json(["migrate"])).toEqual(expect.anything());
  expect(await json<readonly unknown[]>(["doctor"])).toContainEqual(
    expect.objectContaining({ subject: "schema" }),
  );
  const acts = await json<readonly { object: string; actor: string }[]>([
    "audit",
    "--object",
    "flow opts",
    "--limit",
    "2",
  ]);
  expect(acts.map(({ object }) => object)).toEqual(["flow opts", "flow opts"]);
  expect(await json(["audit", "--actor", "nobody at all"])).toEqual([]);
  expect(await ok(["psql", "--role", "viewer", "--", "-AtXc", "select current_user"])).toBe(
    "reflux_viewer\n",
  );
});

test("token: role, flows, ends and grace are those of the token", async () => {
  const made = await json<{ id: string }>([
    ..."token create ci --role operator --flow opts --expires".split(" "),
    "2 days",
  ]);
  const next = await json<{ id: string }>(["token", "rotate", made.id, "--grace", "1 hour"]);
  const listed = await json<readonly Token[]>(["token", "list"]);
  await json(["token", "revoke", next.id]);

  const hours = ({ expires_at }: Token) => (Date.parse(expires_at) - Date.now()) / 3_600_000;
  const [old, young] = [made.id, next.id].map((id) => listed.find((token) => token.id === id));
  expect(old).toMatchObject({ role: "operator", flows: ["opts"] });
  expect(old && hours(old)).toBeLessThan(1.01);
  expect(young && hours(young)).toBeGreaterThan(24);
  const revoked = "select revoked_at is not null as value from reflux.api_tokens where id = $1";
  expect(await value(revoked, [next.id])).toBe(true);
});

type Token = { readonly id: string; readonly expires_at: string };

test("permit: calls, hosts and the role are the flow's; --exactly takes the rest away", async () => {
  const permit = ["permit", "opts", "--call", "gone", "--host", "h.example:81", "--sql-role", "reflux_query"];

  expect(await json([...permit, "--reason", "needed"])).toEqual({
    flow: "opts",
    calls: ["gone"],
    hosts: ["h.example:81"],
    sql_role: "reflux_query",
  });
  const told =
    "select reason as value from reflux.audit where object ~ '^permit.*opts$' order by id desc limit 1";
  expect(await value(told)).toBe("needed");
  expect(await json(["permit", "opts", "--call", "gone", "--exactly"])).toMatchObject({
    calls: ["gone"],
    hosts: null,
    sql_role: null,
  });
});

test("secret: what it is bound to, and by whom", async () => {
  const bound = (name: string) =>
    value("select jsonb_build_array(flows, nodes, hosts) as value from reflux.secrets where name = $1", [
      name,
    ]);
  const to = (f: string, n: string, h: string) => ["--flow", f, "--node", n, "--host", h];

  await json(["secret", "set", "s", ...to("opts", "log", "a.example")], "hunter2");
  expect(await bound("s")).toEqual([["opts"], ["log"], ["a.example"]]);
  await json(["secret", "allow", "s", ...to("gone", "wait", "b.example"), "--exactly", "--reason", "moved"]);
  expect(await bound("s")).toEqual([["gone"], ["wait"], ["b.example"]]);
  const told = "select reason as value from reflux.audit where object = 'secret s' order by id desc limit 1";
  expect(await value(told)).toBe("moved");
  expect(await json(["secret", "list"])).toMatchObject([{ name: "s", flows: ["gone"] }]);
  expect(await json(["secret", "rotate-key"])).toEqual({ secrets: 1, encryptedAnew: 1 });
  expect(await json(["secret", "delete", "s"])).toEqual({ name: "s" });
});

test("var: its value is JSON or the text it is, all digits kept, and the reason is in the audit", async () => {
  const reason = () =>
    value("select reason as value from reflux.audit where object = 'variable v' order by id desc limit 1");

  expect(await json(["var", "set", "v", "https://a.example", "--reason", "moved"])).toEqual({
    name: "v",
    value: "https://a.example",
  });
  expect(await reason()).toBe("moved");
  expect(await json(["var", "set", "v", "1.10", "--text"])).toEqual({ name: "v", value: "1.10" });
  expect(await ok(["var", "set", "v", '{"id": 7615917337495251231}'])).toMatch(
    /✓ v is the object \{"id": 7615917337495251231\};/,
  );
  expect(await ok(["var", "list", "--json"])).toMatch(/"name":"v",.*"value":\{"id": 7615917337495251231\}/);
  expect(await json(["var", "unset", "v", "--reason", "done"])).toEqual({ name: "v" });
  expect(await reason()).toBe("done");
  expect((await stack().reflux(["var", "unset", "v"])).stderr).toMatch(/^RFN10 /);
});

test("on-failure and alerts: who is told", async () => await onFailureOptions(stack(), note));

test("node check: needs no database, and prints one document", async () => {
  const folder = mkdtempSync("/tmp/reflux-options-");
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const args = ["node", "check", folder, "--json"];
  note(args);

  // There is no node in it, which is not what was asked about.
  expect(await reflux(args)).toEqual({ code: 1, stdout: "[]\n", stderr: "" });
});

test("worker: its nodes, those chosen of them, name and number of places; --grace bounds how long it drains", async () => {
  const folder = mkdtempSync("/tmp/reflux-options-");
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const chosen = "--only log,webhook.* --without webhook.out@1";
  const args = `worker --nodes ${folder} --concurrency 3 --name by-hand --grace 1 ${chosen}`.split(" ");
  note(args);
  await using worker = stack().start(args);
  await worker.printed(/runs \d+ nodes/);

  const row =
    "select array[concurrency, cardinality(nodes)] as value from reflux.workers where name = 'by-hand'";
  expect(await value(row)).toEqual([3, 3]);
  await ends(worker);
});

test("server: --development asks for no token and serves GraphiQL", async () => {
  const args = ["server", "--development", "--grace", "1"];
  note(args);
  await using server = startReflux(args, { env: { DATABASE_URL: stack().url, PORT: "0" } });
  const [url = ""] = await server.printed(/http:\/\/127\.0\.0\.1:\d+/);

  expect((await fetch(`${url}/ruru`)).status).toBe(200);
  await ends(server);
});

test("dev: without samples and without the web app", async () => {
  const home = mkdtempSync("/tmp/reflux-options-");
  onTestFinished(() => rmSync(home, { recursive: true }));
  const args = ["dev", "--no-samples", "--no-web", "--grace", "1"];
  note(args);
  const env = { DATABASE_URL: stack().url, PORT: "0", REFLUX_HOME: home };
  await using dev = startReflux(args, { env });
  await dev.printed(/REFLUX is ready/);

  expect(dev.stdout()).not.toMatch(/counterpart/);
  await ends(dev);
});

async function ends({ child, exited }: Started): Promise<void> {
  child.kill("SIGTERM");
  await expect(exited).resolves.toEqual(expect.any(Number));
}

test("the version of the program is asked for before a command, and after one it is the command's", async () => {
  expect((await reflux(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await reflux(["runs", "--version"])).stderr).toContain("unknown option '--version'");
});

test("setup --json: what there is, and its state", async () => {
  expect(await json(["setup"])).toMatchObject([{ name: "traces", provides: "chdb", installed: false }]);
});

test("every option of every command has been given above", async () => {
  const { options: documented } = await helpOf();

  expect(documented.length).toBeGreaterThan(90);
  expect(documented.filter((option) => !given.has(option))).toEqual([]);
});
