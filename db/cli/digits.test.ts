/** Digits through every door to every other: what goes in comes out, whatever reads and writes it on the way. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { readNumber } from "#language/exact-number.ts";
import { reflux, startReflux } from "../testing/command.ts";
import { type TestDb, withDb } from "../testing/databases.ts";
import { eventually } from "../testing/eventually.ts";

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Numbers of many lengths, and those that were found broken. */
function numbers(): readonly string[] {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const digits = (count: number) => Array.from({ length: count }, () => random(10)).join("");
  const made = Array.from({ length: 40 }, (_, at) => {
    const sign = random(2) ? "-" : "";
    const whole = `${sign}${1 + random(9)}${digits(random(40))}`;
    if (at % 4 === 0) return `${whole}.${digits(1 + random(30))}`;
    return at % 4 === 1 ? `${whole}e${random(2) ? "-" : ""}${random(300)}` : whole;
  });
  const found = ["7615917337495251231", "1e400", "12345678901234567890.5", "9007199254740993", "0.1", "-0.5"];
  return [...found, "0.12345678901234567890123", "1e-400", "100000000000000000000000", ...made];
}

type Doors = {
  readonly db: TestDb;
  readonly origin: string;
  /** A server that answers with what it was sent, and what that was. */
  readonly echo: string;
  readonly sent: string[];
  readonly cli: (args: readonly string[], input?: string) => Promise<string>;
  readonly ask: (body: string) => Promise<string>;
};

/** A worker, a server and the command line as processes of their own, and somebody to call. */
async function withDoors(work: (doors: Doors) => Promise<void>): Promise<void> {
  const sent: string[] = [];
  const other = createServer((request, response) => {
    void new Response(request).text().then((body) => {
      sent.push(body);
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    });
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  try {
    await withDb(async (db) => {
      const env = { DATABASE_URL: db.url, REFLUX_ALLOW_HOSTS: address };
      await using worker = startReflux(["worker", "--grace", "1"], { env });
      await using server = startReflux(["server", "--development"], { env: { ...env, PORT: "0" } });
      await worker.printed(/runs \d+ nodes/);
      const [origin = ""] = await server.printed(/http:\/\/127\.0\.0\.1:\d+/);
      await work({
        db,
        origin,
        echo: `http://${address}/`,
        sent,
        cli: async (args, input = "") => {
          const { code, stdout, stderr } = await reflux(args, { env, input });
          if (code !== 0) throw new Error(`reflux ${args.join(" ")}: ${stderr}`);
          return stdout;
        },
        ask: async (body) => {
          const headers = { "content-type": "application/json", accept: "application/json" };
          return await (await fetch(`${origin}/graphql`, { method: "POST", headers, body })).text();
        },
      });
    });
  } finally {
    other.close();
  }
}

const given = numbers();
const json = `[${given.join(",")}]`;

test(`digits survive every door (SEED=${seed})`, async () => {
  await withDoors(async ({ db, origin, echo, sent, cli, ask }) => {
    const passing = {
      reflux: 1,
      steps: {
        shape: {
          node: "transform@1",
          config: { value: { list: "{{ $map(input.list, function($n) { $n }) }}" } },
        },
        call: { node: "http.request@1", config: { method: "POST", url: echo, body: "{{ input }}" } },
        query: {
          node: "postgres.query@1",
          config: { text: "select $1::jsonb as value", values: ["{{ input.body }}"] },
        },
        tell: { node: "transform@1", config: { value: "{{ input.value }}" } },
      },
      edges: ["shape -> call", "call -> query", "query -> tell"],
    };
    await db.pool.query("select reflux.deploy_flow('passing', $1)", [JSON.stringify(passing)]);
    const hooked = {
      reflux: 1,
      steps: {
        hook: { node: "webhook.in@1", config: { path: "digits" } },
        out: { node: "transform@1", config: { value: "{{ input.body }}" } },
      },
      edges: ["hook -> out"],
    };
    await db.pool.query("select reflux.deploy_flow('hooked', $1)", [JSON.stringify(hooked)]);

    const input = `{"list": ${json}}`;
    const literal = `mutation { startRun(input: {flow: "passing", input: {list: ${json}}}) { result { id } } }`;
    const variable = `mutation($input: JSON!) { startRun(input: {flow: "passing", input: $input}) { result { id } } }`;
    const ways: Readonly<Record<string, () => Promise<string>>> = {
      "command line": async () => idOf(await cli(["run", "passing", "--json", "--input", input])),
      "standard input": async () => idOf(await cli(["run", "passing", "--json", "--input", "@-"], input)),
      SQL: async () =>
        idOf(
          JSON.stringify(
            (await db.pool.query("select id from reflux.start_run('passing', $1)", [input])).rows[0],
          ),
        ),
      "literal of GraphQL": async () => idOf(await ask(JSON.stringify({ query: literal }))),
      "variable of GraphQL": async () =>
        idOf(await ask(`{"query": ${JSON.stringify(variable)}, "variables": {"input": ${input}}}`)),
      webhook: async () => {
        const call = { method: "POST", headers: { "content-type": "application/json" }, body: input };
        return runOf(await (await fetch(`${origin}/hooks/digits`, call)).text());
      },
    };
    for (const [way, start] of Object.entries(ways)) {
      sent.length = 0;
      const run = await start();
      await eventually(`${way}: run ${run} ends`, async () => {
        const { rows } = await db.pool.query(
          "select from reflux.runs where id = $1 and state = 'succeeded'",
          [run],
        );
        return rows.length > 0;
      });
      const { rows } = await db.pool.query<{ input: string; output: string }>(
        "select input::text, reflux.runs_output(r)::text as output from reflux.runs r where id = $1",
        [run],
      );
      expectDigits(rows[0]?.input, `${way}, input`);
      expectDigits(rows[0]?.output, `${way}, output`);
      if (way !== "webhook") expectDigits(sent[0], `${way}, what was sent`);
      expectDigits(await cli(["show", run, "--json"]), `${way}, shown`);
      expectDigits(
        await ask(JSON.stringify({ query: `{ run(id: "${run}") { output } }` })),
        `${way}, read by GraphQL`,
      );
    }
  });
});

test("the id of a changed row finds that row and no other; a child run and a signal keep it", async () => {
  await withDoors(async ({ db, cli }) => {
    const ids = ["9007199254740993", "7615917337495251231", "-9223372036854775808", "9223372036854775807"];
    await db.pool.query("create table public.things (id bigint primary key, seen text)");
    await db.pool.query("grant select, update, trigger on public.things to reflux_query");
    const child = {
      reflux: 1,
      steps: { pass: { node: "transform@1", config: { value: "{{ input.id }}" } } },
      edges: [],
    };
    const flow = {
      reflux: 1,
      steps: {
        row: { node: "table.change@1", config: { table: "things", operations: ["insert"] } },
        call: { node: "flow.call@1", config: { flow: "child", input: { id: "{{ input.new.id }}" } } },
        wait: { node: "wait@1", config: { signal: true } },
        mark: {
          node: "postgres.query@1",
          config: {
            text: "update public.things set seen = $2 where id = $1 returning id",
            values: ["{{ steps.call.output }}", '{{ "id " & input.id & " next " & (input.id + 1) }}'],
          },
        },
      },
      edges: ["row -> call", "call -> wait", "wait -> mark"],
    };
    await db.pool.query("select reflux.deploy_flow('child', $1)", [JSON.stringify(child)]);
    await db.pool.query("select reflux.deploy_flow('things', $1)", [JSON.stringify(flow)]);
    for (const id of ids) await db.pool.query("insert into public.things values ($1)", [id]);
    for (const id of ids) {
      const run = await eventually(`the run of ${id} waits`, async () => {
        const { rows } = await db.pool.query<{ id: string }>(
          "select r.id from reflux.runs r join reflux.run_steps s on s.run_id = r.id and s.step = 'wait' and s.state = 'sleeping' where (r.input #>> '{new,id}') = $1",
          [id],
        );
        return rows[0]?.id;
      });
      await cli(["signal", run, "wait", `{"id": ${id}}`]);
    }
    await eventually("each row has been seen", async () => {
      const { rows } = await db.pool.query("select from public.things where seen is null");
      return rows.length === 0;
    });
    const { rows } = await db.pool.query<{ id: string; seen: string }>(
      "select id, seen from public.things order by id",
    );
    expect(rows).toEqual(
      ids
        .toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
        .map((id) => ({ id, seen: `id ${id} next ${BigInt(id) + 1n}` })),
    );
  });
});

test("digits of a flow file are those of the flow, in YAML and JSON", async () => {
  await withDoors(async ({ db }) => {
    const yaml = `name: yaml\nreflux: 1\nsteps:\n  a:\n    node: transform@1\n    config:\n      value: ${json}\nedges: []\n`;
    const text = JSON.stringify({ name: "json", reflux: 1, edges: [] }).replace(
      "}",
      `, "steps": {"a": {"node": "transform@1", "config": {"value": ${json}}}}}`,
    );
    for (const [name, source] of Object.entries({ yaml, json: text })) {
      const { code, stderr } = await reflux(["deploy", "-"], {
        env: { DATABASE_URL: db.url },
        input: source,
      });
      expect(stderr, name).toBe("");
      expect(code).toBe(0);
      const { rows } = await db.pool.query<{ value: string }>(
        "select (reflux.flows_document(f) #> '{steps,a,config,value}')::text as value from reflux.flows f where slug = $1",
        [name],
      );
      expectDigits(rows[0]?.value, name);
    }
  });
});

/** The numbers of a JSON text are those that were given, in order and by value. */
function expectDigits(text: string | undefined, where: string): void {
  const found = listOf(text ?? "").match(/-?\d[\d.]*(?:[eE][+-]?\d+)?/g) ?? [`none in ${text}`];
  expect(
    found.map((number) => String(readNumber(number))),
    where,
  ).toEqual(given.map((number) => String(readNumber(number))));
}

function runOf(text: string): string {
  return /"run": ?"?(\d+)/.exec(text)?.[1] ?? `none in ${text}`;
}

function idOf(text: string): string {
  return /"id": ?"?(\d+)/.exec(text)?.[1] ?? `none in ${text}`;
}

/** The only list that is written there under this name. */
function listOf(text: string): string {
  return /"list":\s*(\[[^\]]*\])/.exec(text)?.[1] ?? text;
}
