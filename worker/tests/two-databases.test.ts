/** Two REFLUX databases on one server, each with its own worker and API: what is done to one is nothing to the other. */
import { expect, test } from "vitest";
import { reflux, refluxJson, startReflux } from "#db/testing/command.ts";
import { eventually } from "#db/testing/eventually.ts";
import { administer, databaseUrlOf } from "#db/testing/global-setup.ts";
import { startTestServer, temporaryHome } from "#db/testing/server.ts";
import { writeFiles } from "#db/testing/sql-folder.ts";

const secret = { REFLUX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"), PORT: "0" };
const document = `
reflux: 1
name: asks
steps:
  start: { node: manual }
  ask: { node: postgres.query, config: { text: "select current_user as who" } }
edges: ["start -> ask"]
`;

test("a second database is made, used and dropped while the first one works", async () => {
  await using server = await startTestServer();
  const folder = temporaryHome();
  writeFiles(folder, { "asks.yaml": document });
  const place = async (name: string) => {
    await administer(server.superuserUrl, (client) => client.query(`create database ${name} owner reflux`));
    const env = { ...secret, DATABASE_URL: databaseUrlOf(server.url, name) };
    const migrated = await reflux(["migrate"], { env });
    expect(migrated).toMatchObject({ code: 0 });
    const worker = startReflux(["worker", "--grace", "1"], { env });
    const api = startReflux(["server"], { env });
    await worker.printed(/runs \d+ nodes/);
    const [, url] = await api.printed(/listening on (\S+)/);
    expect(await reflux(["deploy", `${folder}/asks.yaml`], { env })).toMatchObject({ code: 0, stderr: "" });
    return { name, env, worker, api, url };
  };
  const works = async ({ env, url }: Awaited<ReturnType<typeof place>>) => {
    const run = await refluxJson<{ state: string; output: unknown }>(["run", "asks", "--watch"], { env });
    expect(run).toMatchObject({ state: "succeeded", output: [{ who: "reflux_query" }] });
    await eventually("the API is ready", async () => (await fetch(`${url}/readyz`)).ok);
  };
  /** Every session has to log in once more. */
  const cut = async () =>
    await administer(server.superuserUrl, (client) =>
      client.query("select pg_terminate_backend(pid) from pg_stat_activity where usename ~ '^reflux_'"),
    );

  const first = await place("first");
  await works(first);
  const second = await place("second");
  await cut();
  await works(first);
  await works(second);

  for (const { child, exited } of [second.worker, second.api]) {
    child.kill("SIGTERM");
    await exited;
  }
  await administer(server.superuserUrl, (client) => client.query("drop database second"));
  await cut();
  await works(first);
  expect(await reflux(["migrate"], { env: first.env })).toMatchObject({ code: 0 });
  await works(first);

  for (const { child, exited } of [first.worker, first.api]) {
    child.kill("SIGTERM");
    await exited;
  }
}, 240_000);
