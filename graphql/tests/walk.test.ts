import type pg from "pg";
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "postgraphile/graphql";
import { expect, test } from "vitest";
import { announce, deploy } from "./driver.ts";
import { type Stage, withServer } from "./kit.ts";

test("every order of every list, walked page by page, is the whole: no row lost, none twice, none elsewhere", {
  timeout: 300_000,
}, async () => {
  await withServer(async (stage) => {
    const { server, token, pool } = stage;
    await plantTies(pool);
    const admin = await token("admin");
    const lists = connectionsOf(server.engine.schema);
    const wrong: string[] = [];

    for (const list of lists) {
      const any = await walk(stage, admin, list, list.orders[0] ?? "", 60);
      for (const order of list.orders) {
        const name = `${list.owner}.${list.field.name}(orderBy: ${order})`;
        const whole = await walk(stage, admin, list, order, 60);
        const paged = await walk(stage, admin, list, order, 5);
        if (whole.length <= 6) wrong.push(`${name}: ${whole.length} rows are too few to walk`);
        if (JSON.stringify(paged) !== JSON.stringify(whole))
          wrong.push(`${name}: ${paged.length} rows instead of the ${whole.length}, or in another order`);
        if (JSON.stringify(whole.toSorted()) !== JSON.stringify(any.toSorted()))
          wrong.push(`${name}: not the rows of the list`);
      }
    }

    expect(wrong).toEqual([]);
    expect(lists.flatMap(({ orders }) => orders).length).toBeGreaterThan(200);
  });
});

/** How the fields of each type are reached. A list of a type that is not named here has no test. */
const places: Readonly<Record<string, readonly [path: readonly string[], before: string, after: string]>> = {
  Query: [[], "", ""],
  Run: [["run"], 'run(id: "1") {', "}"],
  RunStep: [["run", "steps", "nodes", "0"], 'run(id: "1") { steps(condition: { idx: 1 }) { nodes {', "} } }"],
  Flow: [["flow"], 'flow(id: "1") {', "}"],
  Graph: [["run", "graph"], 'run(id: "1") { graph {', "} }"],
  Node: [["nodeByNameAndVersion"], 'nodeByNameAndVersion(name: "test.work", version: 1) {', "}"],
};

/** What a list has to be asked with. */
const given: Readonly<Record<string, string>> = {
  secretUsage: ', name: "s1"',
  varUsage: ', name: "v1"',
};

type List = {
  readonly owner: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly orders: readonly string[];
  readonly columns: readonly string[];
};

function connectionsOf(schema: GraphQLSchema): readonly List[] {
  return Object.values(schema.getTypeMap()).flatMap((owner) => {
    if (!isObjectType(owner) || owner.name.endsWith("Payload")) return [];
    return Object.values(owner.getFields()).flatMap((field) => {
      const after = field.args.find(({ name }) => name === "after");
      if (!after) return [];
      expect(
        field.args.map(({ name }) => name),
        `${owner.name}.${field.name} is walked backwards, which is not tried here`,
      ).not.toContain("before");
      const orderBy = getNamedType(field.args.find(({ name }) => name === "orderBy")?.type);
      // A function has an order of its own.
      const orders = isEnumType(orderBy) ? orderBy.getValues().map(({ name }) => name) : [""];
      return [{ owner: owner.name, field, orders, columns: columnsOf(schema, field) }];
    });
  });
}

function columnsOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): readonly string[] {
  const row = schema.getType(getNamedType(field.type).name.replace(/Connection$/, "")) as GraphQLObjectType;
  return Object.values(row.getFields())
    .filter(({ type, args }) => isLeafType(getNamedType(type)) && !args.some(isRequiredArgument))
    .map(({ name }) => name)
    .filter((name) => !/^(durationMs|leaseUntil|lastUsedAt)$/.test(name));
}

async function walk(
  { ask }: Stage,
  as: string,
  { owner, field, columns }: List,
  order: string,
  size: number,
) {
  const [path, before, after] =
    places[owner] ?? expect.fail(`how is ${owner} reached, that has ${field.name}?`);
  const orderBy = order && `, orderBy: [${order}]`;
  const rows: string[] = [];
  let cursor: string | null = null;
  // Bounded: some orders did not come to an end.
  for (let page = 0; page < 60; page += 1) {
    const { data, errors } = await ask(
      `query ($after: Cursor) { ${before} ${field.name}(first: ${size}, after: $after${orderBy}${given[field.name] ?? ""}) ` +
        `{ nodes { ${columns.join(" ")} } pageInfo { hasNextPage endCursor } } ${after} }`,
      { after: cursor },
      as,
    );
    if (errors.length > 0) return [...rows, JSON.stringify(errors)];
    const found = [...path, field.name].reduce((value, key) => value[key], data);
    rows.push(...found.nodes.map((row: unknown) => JSON.stringify(row)));
    if (!found.pageInfo.hasNextPage) return rows;
    cursor = found.pageInfo.endCursor;
  }
  return rows;
}

/** A dozen rows of everything, with columns that are null here and there, and equal here and there. */
async function plantTies(pool: pg.Pool): Promise<void> {
  const { drive } = await announce(pool);
  await pool.query("insert into reflux.vars (name, value) select 'v' || n, '1' from generate_series(1, 9) n");
  const names = Array.from({ length: 14 }, (_, i) => `w${i}`);
  const document = (note: number) => ({
    reflux: 1,
    steps: {
      receive: { node: "webhook.in", config: { path: `wide-${note}` } },
      ...Object.fromEntries(
        names.map((name) => [
          name,
          {
            node: "test.work",
            config: { note, key: "{{ secrets.s1 }}", at: "{{ vars.v1 }}" },
            retry: { max: 5 },
          },
        ]),
      ),
      ...Object.fromEntries(names.map((name) => [`${name}_tail`, { node: "test.work" }])),
    },
    edges: names.flatMap((name) => [`receive -> ${name}`, `${name} -> ${name}_tail`]),
  });
  for (let note = 1; note <= 9; note += 1) await deploy(pool, "wide", document(note));
  const root = await startOne(pool, "wide");
  for (let i = 0; i < 8; i += 1) await startOne(pool, "wide");
  await drive(({ key, input, run }) =>
    run !== root || /[02468]$|tail|receive/.test(key)
      ? { output: input }
      : {
          error: { code: "RFX01", message: "no", retry: "backoff" },
        },
  );
  for (let i = 0; i < 9; i += 1) await deploy(pool, `other-${i}`, document(20 + i));
  await pool.query(`
    update reflux.runs set parent_run_id = ${root} where id <> ${root};
    update reflux.steps set progress = 0.1, started_at = '2026-01-01 00:00:00.123457' where run_id = ${root} and idx % 3 = 1;
    update reflux.steps set wake_at = '2026-01-01' where state = 'sleeping';
    insert into reflux.attempts (run_id, idx, attempt, outcome, worker_id, ready_at, started_at, finished_at)
      select ${root}, 1, 10 + n, 'failed', nullif(n % 3, 0), case when n % 2 = 0 then now() end, case when n % 4 = 0 then now() end, now()
      from generate_series(1, 12) n;
    insert into reflux.step_logs (run_id, idx, attempt, at, level, message)
      select ${root}, 1, 1, now(), 'info', 'the same line' from generate_series(1, 12);
    insert into reflux.kept_signals (run_id, idx, payload, actor, expires_at)
      select ${root}, n, '1', 'me', '2099-01-01' from generate_series(1, 9) n;
    insert into reflux.run_events (run_id, at, kind, actor, reason)
      select ${root}, now(), 'paused', 'me', case when n % 2 = 0 then 'why' end from generate_series(1, 12) n;
    insert into reflux.webhook_deliveries (flow_id, step, method, path, at, status, duration_ms, run_id)
      select 1, 'receive', 'POST', 'p', now(), 202, 1, nullif(n % 2, 0) from generate_series(1, 9) n;
    insert into reflux.alerts (flow_id, step, code, first_at, last_at, count, untold, run_id)
      select 1, 's', 'RFX01', now(), now(), 1, 1, ${root} from generate_series(1, 9) n;
    insert into reflux.api_tokens (name, role, hash) select 'n', 'viewer', decode(lpad(n::text, 64, '0'), 'hex') from generate_series(1, 9) n;
    insert into reflux.secrets (name, ciphertext) select 's' || n, '' from generate_series(1, 9) n;
    insert into reflux.webhooks (flow_id, step, path, method, config) select 1, 'receive', 'p' || n, 'PUT', '{}' from generate_series(1, 9) n;
    insert into reflux.schedules (flow_id, step, config, next_at)
      select 1, 's' || n, '{}', case when n % 2 = 0 then 'infinity'::timestamptz end from generate_series(1, 9) n;
    insert into reflux.table_triggers (flow_id, step, table_name, config) select 1, 's' || n, 't', '{}' from generate_series(1, 9) n;
    insert into reflux.nodes (name, version, manifest)
      select 'test.more', n, jsonb_build_object('requires', jsonb_build_array('program:p' || n)) from generate_series(1, 9) n;
    insert into reflux.workers (name, concurrency, lease_until, nodes) select 'w', 1, '-infinity', '{}' from generate_series(1, 9);
  `);
  const stuck = await startOne(pool, "other-1");
  await drive(({ run, key }) =>
    run === stuck && key !== "receive"
      ? { error: { code: "RFX01", message: "no", retry: "backoff" } }
      : { output: 1 },
  );
  await pool.query(
    "update reflux.steps set wake_at = case when idx % 2 = 0 then '2026-01-01'::timestamptz else '2026-01-02' end where state = 'sleeping'",
  );
  await pool.query(
    "update reflux.steps set wake_at = '2026-01-03' where run_id = $1 and state = 'sleeping'",
    [root],
  );
}

async function startOne(pool: pg.Pool, slug: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("select id from reflux.start_run($1)", [slug]);
  return rows[0]?.id ?? "";
}
