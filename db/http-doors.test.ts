/**
 * What goes in comes out (I9), by HTTP: a real server and a real worker, and every odd value through every door, there and
 * back. A door that is added here is held to the same values.
 */
import { expect, test } from "vitest";
import { startReflux } from "./testing/command.ts";
import { type TestDb, withDb } from "./testing/databases.ts";
import { eventually } from "./testing/eventually.ts";

/** What becomes of a list of one: a name that stands once. */
const values: readonly unknown[] = [
  "plain",
  "",
  "ü",
  "日本 €",
  "a b+c&d=e%20f",
  "100%",
  "[x]|{y}",
  'say "it"\\',
  "line\r\nend",
  ["1", "2"],
  ["ü", "", "ü"],
  ["a,b", "a;b"],
];
/** A header is one line of Latin-1, and several lines are one with commas. */
const headerValues = ["plain", "ü".normalize("NFC"), 'a;b="c,d"', ["1", "2"], ["a", "b c"]];

type Stage = TestDb & {
  readonly origin: string;
  run(steps: object, edges?: readonly string[]): Promise<unknown>;
};

test("every odd value goes through every HTTP door, there and back, and stays what it is", () =>
  withDoors(async ({ origin, run, pool }) => {
    const echo = `${origin}/hooks/echo`;
    const form = values.map((value, index) => [`f${index}`, value] as const);
    const fields = Object.fromEntries(form);
    const tags = Object.fromEntries(headerValues.map((value, index) => [`x-tag-${index}`, value]));
    const ask = async (config: object): Promise<Echo> => {
      const answer = (await run({
        ask: { node: "http.request", config: { method: "POST", url: echo, ...config } },
      })) as {
        body: Echo;
      };
      return answer.body;
    };

    // Query, headers, form and JSON, by http.request and webhook.in, and back by webhook.reply.
    const all = await ask({ query: fields, headers: tags, body: fields, body_type: "form" });
    expect(all.query).toEqual(fields);
    expect(all.body).toEqual(fields);
    for (const [index, value] of headerValues.entries())
      expect(all.headers[`x-tag-${index}`]).toBe([value].flat().join(", "));
    expect((await ask({ body: values })).body).toEqual(values);
    for (const text of values.filter((value) => typeof value === "string" && value !== ""))
      expect((await ask({ body: text, body_type: "text" })).body).toBe(text);
    // A URL as it is written, and as it is percent-encoded already.
    const query = "?f[a]=1|2&p=100%&e=%C3%BC+%2B&u=ü";
    expect((await ask({ url: echo + query })).query).toEqual({ "f[a]": "1|2", p: "100%", e: "ü +", u: "ü" });

    // By a foreign client, in each way a form may come; and webhook.out.
    const pairs = form.flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, String(each)]),
    );
    const parts = new FormData();
    for (const [name, value] of pairs) parts.append(name, value);
    for (const body of [parts, new URLSearchParams(pairs)]) {
      const response = await fetch(echo, { method: "POST", body });
      expect(((await response.json()) as Echo).body).toEqual(fields);
    }
    await run({ tell: { node: "webhook.out", config: { url: echo, body: fields, headers: tags } } });
    const { rows } = await pool.query<{ input: Echo }>(
      "select input from reflux.runs where flow_id = (select id from reflux.flows where slug = 'echo') order by id desc limit 1",
    );
    expect(rows[0]?.input.body).toEqual(fields);
    expect(rows[0]?.input.headers["x-tag-3"]).toBe("1, 2");

    // The answer of a flow, to http.request and to a foreign client.
    for (const text of values.filter((value) => typeof value === "string")) {
      const told = { status: 201, headers: { "x-list": ["1", "2"], "x-umlaut": "ü" }, text };
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(told),
      };
      const response = await fetch(`${origin}/hooks/say`, init);
      expect([response.status, await response.text()]).toEqual([201, text]);
      expect(response.headers.get("x-list")).toBe("1, 2");
      const heard = await run({
        ask: { node: "http.request", config: { method: "POST", url: `${origin}/hooks/say`, body: told } },
      });
      expect(heard).toMatchObject({
        status: 201,
        body: text || null,
        headers: { "x-list": "1, 2", "x-umlaut": "ü" },
      });
    }
  }));

test("bytes and charsets go through every door as they are", () =>
  withDoors(async ({ origin, run, pool }) => {
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const image = { "content-type": "application/x-odd" };

    // A foreign client sends all bytes there are; a step sends them on; a file of a form brings the same.
    const sent = await (
      await fetch(`${origin}/hooks/echo`, { method: "POST", headers: image, body: every })
    ).json();
    const ref = (sent as Echo).body;
    const again = (await run({
      ask: {
        node: "http.request",
        config: { method: "POST", url: `${origin}/hooks/echo`, body: ref, body_type: "bytes" },
      },
    })) as { body: Echo };
    const form = new FormData();
    form.append("file", new Blob([every], { type: "application/x-odd" }), "ü.bin");
    const filed = (await (
      await fetch(`${origin}/hooks/echo`, { method: "POST", body: form })
    ).json()) as Echo;

    expect(ref).toMatchObject({ bytes: 256, content_type: "application/x-odd" });
    expect(again.body.body).toEqual(ref);
    expect(filed.body).toEqual({ file: { name: "ü.bin", ...(ref as object) } });
    const { rows } = await pool.query(
      "select p.content from reflux.artifacts a join reflux_private.artifact_parts p on p.location = a.location::uuid",
    );
    expect(rows).toEqual([{ content: Buffer.from(every) }]);

    for (const [charset, bytes, text] of [
      ["iso-8859-1", [0x47, 0x72, 0xfc, 0xdf], "Grüß"],
      ["shift_jis", [0x93, 0xfa, 0x96, 0x7b], "日本"],
      ["utf-16le", [0xac, 0x20], "€"],
    ] as const) {
      const response = await fetch(`${origin}/hooks/echo`, {
        method: "POST",
        headers: { "content-type": `text/plain; charset=${charset}` },
        body: Uint8Array.from(bytes),
      });
      expect(((await response.json()) as Echo).body, charset).toBe(text);
    }
  }));

type Echo = {
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** A server and a worker as they run in production, a flow that repeats its call, and one that says what it is told to. */
async function withDoors(work: (stage: Stage) => Promise<void>): Promise<void> {
  await withDb(async (db) => {
    const env = { DATABASE_URL: db.url, REFLUX_ALLOW_HOSTS: "127.0.0.1", PORT: "0" };
    await using worker = startReflux(["worker", "--grace", "1"], { env });
    await using server = startReflux(["server"], { env });
    const [, origin = ""] = await server.printed(/listening on (http:\S+)/);
    await worker.printed(/runs \d+ nodes/);
    const deploy = async (slug: string, steps: object, edges: readonly string[]) =>
      await db.pool.query("select reflux.deploy_flow($1, $2)", [
        slug,
        JSON.stringify({ reflux: 1, steps, edges }),
      ]);
    const hook = (path: string) => ({ node: "webhook.in", config: { path, mode: "sync" } });
    await deploy("echo", { hear: hook("echo"), answer: { node: "webhook.reply" } }, ["hear -> answer"]);
    const said = {
      status: "{{ input.body.status }}",
      headers: "{{ input.body.headers }}",
      body: "{{ input.body.text }}",
      body_type: "text",
    };
    await deploy("say", { hear: hook("say"), answer: { node: "webhook.reply", config: said } }, [
      "hear -> answer",
    ]);
    const run = async (steps: object, edges: readonly string[] = []) => {
      await deploy("doors", steps, edges);
      const { rows } = await db.pool.query<{ id: string }>("select id from reflux.start_run('doors')");
      return await eventually("the run ends", async () => {
        const { rows: ended } = await db.pool.query<{ state: string; output: unknown; errors: unknown }>(
          `select r.state, reflux.runs_output(r) as output, (select jsonb_agg(s.error) from reflux.steps s where s.run_id = r.id) as errors
           from reflux.runs r where r.id = $1 and r.finished_at is not null`,
          [rows[0]?.id],
        );
        if (!ended[0]) return undefined;
        expect(ended[0], JSON.stringify(ended[0].errors)).toMatchObject({ state: "succeeded" });
        return { output: ended[0].output };
      }).then(({ output }) => output);
    };
    await work({ ...db, origin, run });
  });
}
