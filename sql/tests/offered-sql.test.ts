/**
 * All SQL that the pages offer to copy is found in their sources, made with sample names, and executed: where there is
 * nothing yet, and where there is what it names. It gives rows; what only shows changes nothing, and what acts does.
 */
import { globSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { parseFlow } from "#language/flow/text.ts";
import { callForms, firstFlowSql, manyForms, quote } from "#web/src/data/call-forms.ts";
import { needs } from "#web/src/data/rights.ts";
import { deploySql } from "#web/src/screens/editor/copy-forms.ts";
import { listForms } from "#web/src/screens/flows/copy-forms.ts";
import { copyName } from "#web/src/screens/flows/flow-list.ts";
import { actionForms } from "#web/src/screens/run/control/forms.ts";
import * as ofRun from "#web/src/screens/run/sql.ts";
import { stepRow } from "#web/src/screens/run/testing.ts";
import { runSql, runsSql } from "#web/src/screens/runs/copy-forms.ts";
import { changesBetween, fields, formOf, valuesOf } from "#web/src/screens/settings/engine-settings.ts";
import { saidIn } from "#web/src/screens/settings/secrets/bounds.ts";
import { expiryOf } from "#web/src/screens/settings/tokens/roles.ts";
import { deliveryForms } from "#web/src/screens/webhooks/webhook.ts";
import { type Db, deploy, flow, one, start } from "./kit.ts";
import { offersIn } from "./offered.ts";
import { fails, ok, Worker } from "./worker.ts";

const root = join(import.meta.dirname, "../..");
const files = globSync("web/src/**/*.{ts,tsx}", { cwd: root }).filter(
  (file) => !/\.test\.|\/(gallery|testing)\b|testing\.ts$/.test(file),
);
const offers = files.flatMap((file) => offersIn(root, file));

/** What is there to be named: a run of each kind, a draft, a token. */
interface There {
  readonly failed: string;
  readonly queued: string;
  readonly paused: string;
  readonly waiting: string;
  readonly retried: string;
  readonly revision: number;
  readonly token: string;
}

/** Made of parts that only their functions know: those are called, with what pages call them with. */
const called: Readonly<Record<string, (there: There) => readonly (string | undefined)[]>> = {
  "app/commands/registry.ts": () => [],
  "data/call-forms.ts": () => [],
  "screens/editor/copy-forms.ts": () => {
    const document = parseFlow(
      "name: pasted\nsteps: { a: { node: log, config: { message: it's $flow$ } } }",
      "pasted",
    );
    return document.flow ? [deploySql("pasted", document.flow)] : [];
  },
  "screens/flows/copy-forms.ts": () => [
    listForms({}).sql,
    listForms({ state: "enabled", tag: "it's", q: "50%" }).sql,
    ...(["draft", "disabled", "archived"] as const).map((state) => listForms({ state }).sql),
  ],
  "screens/run/control/forms.ts": ({ failed, queued, paused, waiting, retried }) => [
    actionForms(queued, { action: "pause_run" }, { reason: "it's late" }).sql,
    actionForms(queued, { action: "cancel_run" }).sql,
    actionForms(paused, { action: "resume_run" }).sql,
    actionForms(failed, { action: "redrive_run" }).sql,
    ...[{}, { value: { a: 1 }, downstream: false, reason: "why" }].map(
      (answers) => actionForms(failed, { action: "redrive_step", step: stepRow("greet", 1) }, answers).sql,
    ),
    actionForms(waiting, { action: "signal_step", step: stepRow("ask", 0) }, { value: { yes: true } }).sql,
    actionForms(retried, { action: "retry_now", step: stepRow("again", 0) }).sql,
  ],
  "screens/run/sql.ts": ({ failed: run, paused }) => {
    const name = { run, step: "greet", scope: "" };
    const logs = { step: "greet", scope: "", attempt: 1, levels: ["warn", "error"], search: "o'clock 100%" };
    const written: Readonly<Record<keyof typeof ofRun, readonly (string | undefined)[]>> = {
      stepRowsSql: [ofRun.stepRowsSql(name)],
      stepAttemptsSql: [ofRun.stepAttemptsSql(name)],
      logsForms: [ofRun.logsForms(run, {}, true).sql, ofRun.logsForms(run, logs, false).sql],
      historyForms: [ofRun.historyForms(paused).sql],
      allowedSql: [ofRun.allowedSql(name)],
      whySql: [ofRun.whySql(name), ofRun.whySql({ ...name, scope: "it's" })],
      payloadSql: [ofRun.payloadSql(name, "input"), ofRun.payloadSql(name, "output")],
    };
    expect(Object.keys(ofRun).toSorted()).toEqual(Object.keys(written).toSorted());
    return Object.values(written).flat();
  },
  "screens/runs/copy-forms.ts": ({ failed }) => [
    ...[{}, { waits: ["person", "worker"] as const }, { waits: ["worker"] as const, flow: "hello" }].map(
      runsSql,
    ),
    runsSql({
      id: failed,
      states: ["failed"],
      atStep: "greet",
      errorCode: "RFX01",
      createdAfter: "2026-11-22T00:00:00Z",
    }),
    runSql(failed),
  ],
  "screens/webhooks/webhook.ts": () => [deliveryForms({ method: "POST", path: "it's", flowId: "1" }).sql],
};

/** What names stand for where a text is made; some mean one thing here and another there. */
const samples = ({ failed, queued, revision, token }: There): Readonly<Record<string, unknown>> => ({
  callForms,
  manyForms,
  quote,
  copyName,
  expiryOf,
  saidIn,
  changesBetween,
  valuesOf,
  act: callForms,
  slug: "hello",
  name: "fresh",
  note: "it's",
  title: "It's",
  reason: "it's",
  said: { onFailureFlow: "asks", alerts: true },
  slugs: ["hello"],
  enabled: false,
  turned: { slug: "hello", enabled: false },
  version: 1,
  run: { id: failed },
  failed,
  step: "greet",
  until: "greet",
  json: { value: {} },
  input: {},
  action: "pause_run",
  able: [{ id: queued }],
  options: { step: () => "greet", failed: () => failed },
  draft: () => ({ slug: "hello", expected_revision: revision }),
  revision,
  forms: callForms("change_settings", { keep_history: { interval: { days: 90 } } }),
  theStep: "greet",
  document: hello,
  chosen: { document: hello },
  read: { value: hello },
  value: [1],
  unsetting: "limit",
  lists: { flows: ["hello"], nodes: null, hosts: ["a.example"] },
  role: "viewer",
  lifetime: "90",
  token: { id: token },
  saved,
  form,
});
const own: Readonly<Record<string, (there: There) => Readonly<Record<string, unknown>>>> = {
  "screens/flows/new/FromNothing.tsx": () => ({ slug: "fresh" }),
  "screens/flows/new/FromSample.tsx": () => ({ slug: "fresh" }),
  "screens/nodes/NodeScreen.tsx": () => ({ id: "log" }),
  "screens/settings/secrets/BindSecretDialog.tsx": () => ({ name: "key" }),
  "screens/settings/secrets/DeleteSecretDialog.tsx": () => ({ name: "key" }),
  "screens/settings/tokens/RotateTokenDialog.tsx": ({ token }) => ({ id: token }),
};

/** Told as one text, of which the second part needs the first. */
const inTurn = ["screens/nodes/TryDialog.tsx"];

const hello = {
  reflux: 1,
  name: "hello",
  edges: ["start -> greet"],
  steps: { start: { node: "manual" }, greet: { node: "log", config: { message: "Hello" } } },
};
const none = { years: 0, months: 0, days: 1, hours: 0, minutes: 0, seconds: 0 };
const saved = formOf({
  keepRuns: none,
  keepHistory: none,
  keepSignals: none,
  lease: none,
  alertWindow: none,
  onFailureFlow: null,
  keepEvidence: 16_384,
  maxPayloadBytes: 1_048_576,
  inlineOutputBytes: 1,
  lossesBeforeFailure: 1,
  lossesBeforeQuarantine: 1,
});
/** Each field was changed. */
const form = Object.fromEntries(
  fields.map(([name, { one }]) => [name, one === undefined ? "hello" : "32"] as const),
) as typeof saved;

/** A name without a sample is no SQL, and so is told of. */
function evaluate(expression: string, scope: Readonly<Record<string, unknown>>): unknown {
  try {
    return runInNewContext(expression, { ...scope });
  } catch (cause) {
    return `${String(cause)} in ${expression}`;
  }
}

/** What each offer says where that is there. */
function written(
  there: There,
): readonly { readonly sql: string; readonly isFixed: boolean; readonly at: string }[] {
  const found = offers.flatMap(({ file, expression, isFixed }) => {
    const at = file.replace("web/src/", "");
    if (Object.hasOwn(called, at)) return [];
    const made = evaluate(expression, { ...samples(there), ...own[at]?.(there) });
    const sql = typeof made === "string" ? made : Object(made).sql;
    return typeof sql === "string" ? [{ sql, isFixed, at }] : [];
  });
  const turns = inTurn.map((at) => {
    const those = found.filter((one) => one.at === at).map(({ sql }) => sql);
    return { sql: those.join("\n"), isFixed: false, at };
  });
  const told = Object.entries(called).flatMap(([at, make]) =>
    make(there).map((sql) => ({ sql: sql ?? "", isFixed: false, at })),
  );
  return [
    ...found.filter(({ at }) => !inTurn.includes(at)),
    ...turns,
    ...told,
    { sql: firstFlowSql, isFixed: true, at: "data/call-forms.ts" },
  ];
}

/** In a transaction that is taken back: how many rows the last statement gives, and whether anything was written. */
async function execute(db: Db, sql: string): Promise<{ readonly rows: number; readonly wrote: boolean }> {
  await db.query("begin");
  try {
    const answers = [await db.query(sql)].flat();
    const { wrote } = await one<{ wrote: boolean }>(
      db,
      "select pg_current_xact_id_if_assigned() is not null as wrote",
    );
    return { rows: answers.at(-1)?.rows.length ?? 0, wrote };
  } finally {
    await db.query("rollback");
  }
}

test("every setting that can be changed has a field", async () => {
  await withDb(async ({ pool }) => {
    const { rows } = await pool.query<{ name: string }>(
      "select unnest(proargnames[:pronargs]) as name from pg_proc where proname = 'change_settings' order by 1",
    );
    expect(Object.keys(valuesOf(changesBetween(saved, form))).toSorted()).toEqual(
      rows.map(({ name }) => name),
    );
  });
});

test("what people typed is quoted where it stands in SQL", () => {
  expect(offers.filter(({ expression }) => /'\$\{/.test(expression))).toEqual([]);
});

const acts = new RegExp(`reflux\\.(${Object.keys(needs).join("|")})\\(`);

async function withWorker(work: (db: Db, worker: Worker) => Promise<void>): Promise<void> {
  await withDb(async ({ pool }) => {
    const db = await pool.connect();
    const nodes = [
      ...["manual", "webhook.in"].map((id) => ({ id, kind: "trigger" as const })),
      ...["log", "test.work"].map((id) => ({ id })),
      { id: "test.wait", ports: ["out", "timeout"], signals: true },
    ];
    try {
      await work(db, await Worker.register(db, nodes));
    } finally {
      db.release();
    }
  });
}

test("what is offered where there is nothing works there; what names something says that it is not there", async () => {
  await withWorker(async (db) => {
    const ids = { failed: "1", queued: "1", paused: "1", waiting: "1", retried: "1", token: "1" };
    const wrong: string[] = [];
    for (const { sql, isFixed, at } of written({ ...ids, revision: 1 })) {
      const said = await execute(db, sql).then(
        () => "done",
        (error: unknown) => String(Object(error).code ?? error),
      );
      const isRight = said === "done" || (!isFixed && /^RF[A-Z]\d\d$/.test(said));
      if (!isRight) wrong.push(`${at}: ${said}\n${sql}`);
    }
    expect(wrong).toEqual([]);
  });
});

test("where it is there, it gives rows; what shows changes nothing, and what acts does", async () => {
  await withWorker(async (db, worker) => {
    const all = written(await build(db, worker));
    expect(all.length).toBeGreaterThan(80);
    const wrong: string[] = [];
    for (const { sql, at } of all) {
      const said = await execute(db, sql).catch(String);
      const { rows, wrote } = typeof said === "string" ? { rows: 0, wrote: undefined } : said;
      const isRight = wrote === acts.test(sql) && (rows > 0 || mayBeEmpty.test(sql));
      if (!isRight) wrong.push(`${at}: ${JSON.stringify(said)}\n${sql}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Nothing of the kind is there, or nothing that is called so. */
const mayBeEmpty = /reflux\.(schedules|webhook_deliveries|step_logs)|it''s/;

async function build(db: Db, worker: Worker): Promise<There> {
  await deploy(db, "hello", hello);
  await deploy(db, "hello", { ...hello, title: "Hello" });
  await deploy(db, "asks", flow({ ask: { node: "test.wait" } }));
  await deploy(db, "tries", flow({ again: { retry: { max: 1, initial: "1 hour", limit: "1 hour" } } }));
  const receive = { node: "webhook.in", config: { path: "p" } };
  await deploy(db, "called", { ...hello, name: "called", steps: { ...hello.steps, start: receive } });
  for (const slug of ["off", "old"]) await deploy(db, slug, { ...hello, name: slug });
  await db.query("select reflux.set_flow_enabled('off', false), reflux.archive_flow('old')");
  const failed = await start(db, "hello");
  const waiting = await start(db, "asks");
  const retried = await start(db, "tries");
  await worker.drive(db, (key) =>
    key === "start" ? ok() : key === "ask" ? { kind: "wait_for_signal" } : fails(),
  );
  const paused = await start(db, "hello");
  await db.query("select reflux.pause_run($1)", [paused]);
  const queued = await start(db, "hello");
  const drafted = JSON.stringify({ ...hello, name: "drafted" });
  await db.query("select reflux.create_flow('drafted', null, $1)", [drafted]);
  await db.query("select reflux.set_var('limit', '1')");
  await db.query("select reflux_private.store_secret('key', decode(repeat('00', 40), 'hex'))");
  const draft = JSON.stringify({ ...hello, title: "Hello again" });
  const { revision } = await one<{ revision: number }>(
    db,
    "select revision from reflux.save_draft('hello', $1)",
    [draft],
  );
  const token = await one<{ id: string }>(db, "select id from reflux.create_token('cd', 'viewer')");
  return { failed, queued, paused, waiting, retried, revision, token: token.id };
}
