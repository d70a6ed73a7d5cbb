import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { bearer, withServer } from "./kit.ts";

test("an error of the registry goes out with code, detail and hint, at its place", async () => {
  await withServer(async ({ ask, token }) => {
    const { data, errors } = await ask(
      `mutation { started: startRun(input: { flow: "nothing" }) { result { id } } }`,
      {},
      await token("operator"),
    );

    expect(data).toEqual({ started: null });
    expect(errors).toEqual([
      {
        message: "no flow 'nothing'",
        path: ["started"],
        locations: [{ line: 1, column: 12 }],
        extensions: { code: "RFN01", hint: "See reflux.flows." },
      },
    ]);
  });
});

test("a detail is JSON, not a text of JSON", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    const document = { reflux: 1, steps: { a: { node: "none" } }, edges: ["a -> b"] };
    const { errors } = await ask(
      `mutation ($document: JSON!) { deployFlow(input: { slug: "f", graph: $document }) { result { id } } }`,
      { document },
      await token("editor"),
    );

    expect(errors[0]?.extensions.code).toBe("RFV01");
    expect(errors[0]?.extensions.detail).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ path: "steps.a.node", code: "RFV02" })]),
    });
  });
});

test("an error that is ours shows an id, and the log has the rest under it", async () => {
  await withServer(async ({ pool, ask, token, lines }) => {
    await pool.query(
      "create or replace function reflux.current_settings() returns reflux.settings language plpgsql stable as " +
        "$$ begin raise exception 'the password is hunter2'; end $$",
    );
    const { errors } = await ask("{ currentSettings { lease { seconds } } }", {}, await token("viewer"));

    const { code, detail } = errors[0]?.extensions ?? { code: "", detail: {} };
    const { id } = detail as { id: string };
    expect(code).toBe("RFI01");
    expect(JSON.stringify(errors)).not.toContain("hunter2");
    expect(lines.join("\n")).toMatch(new RegExp(`${id}[^]*hunter2`));
  });
});

test("what is wrong with a document or a variable is said in GraphQL's own words", async () => {
  await withServer(async ({ ask, token }) => {
    const as = await token("viewer");

    expect(await ask("{ nonsense", {}, as)).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringMatching(/Syntax Error/), extensions: { code: "RFV06" } }],
    });
    expect(await ask("{ flowz { nodes { id } } }", {}, as)).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringMatching(/Did you mean .*"flows"/) }],
    });
    expect(await ask("query ($id: BigInt!) { run(id: $id) { id } }", {}, as)).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringMatching(/\$id.*was not provided/) }],
    });
    expect(await ask('{ runs(after: "nonsense") { nodes { id } } }', {}, as)).toMatchObject({
      errors: [{ extensions: { code: "RFV06" } }],
    });
    expect(await ask(`{ run(id: "many") { id } }`, {}, as)).toMatchObject({
      errors: [{ extensions: { code: "RFV06" } }],
    });
  });
});

test("a statement that is stopped for taking too long says so", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await pool.query(
      "create or replace function reflux.current_settings() returns reflux.settings language plpgsql stable as " +
        "$$ begin perform pg_sleep(30); return null; end $$",
    );
    const answer = ask("{ currentSettings { lease { seconds } } }", {}, await token("viewer"));
    // What the time limit does, without waiting for it.
    await eventually("the statement is stopped", async () => {
      const { rowCount } = await pool.query(
        "select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'reflux graphql' and wait_event = 'PgSleep'",
      );
      return rowCount;
    });

    expect((await answer).errors[0]?.extensions.code).toBe("RFL02");
  });
});

test("an answer says what went wrong in its status, to those who ask for that", async () => {
  await withServer(async ({ fetch, token }) => {
    const as = await token("viewer");
    const post = async (body: string, headers: Record<string, string> = {}) =>
      await fetch("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", ...bearer(as), ...headers },
        body,
      });

    const wrong = JSON.stringify({ query: "{ nonsense }" });
    expect((await post(wrong)).status).toBe(200);
    expect((await post(wrong, { accept: "application/graphql-response+json" })).status).toBe(400);
    expect((await post("{ not json")).status).toBe(400);
    expect(await (await post("{ not json")).json()).toMatchObject({ error: { code: "RFV07" } });
    expect((await post("query=x", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await post("{}", { "content-type": "text/plain" })).status).toBe(415);
  });
});

test("a run that is gone is the same as a run that was never there", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    await deploy(pool, "theirs", webhookFlow("p"));
    await deploy(pool, "mine", webhookFlow("q"));
    const { rows } = await pool.query<{ id: string }>("select id from reflux.start_run('theirs')");
    const as = await token("operator", ["mine"]);

    for (const id of [rows[0]?.id, "999999"]) {
      const { errors } = await ask(
        `mutation { pauseRun(input: { runId: "${id}" }) { result { id } } }`,
        {},
        as,
      );
      expect(errors[0]).toMatchObject({ message: `no run ${id}`, extensions: { code: "RFN02" } });
    }
  });
});
