/** Where an attempt may connect to, and as whom its SQL acts: by its secrets, and by the reach of whoever deployed. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { encryptSecret } from "#db/secrets.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { createGuardedFetch } from "../http-guard/guard.ts";
import { type Bench, flow, withBench } from "../testing/kit.ts";

beforeAll(() => {
  vi.stubEnv("REFLUX_SECRET_KEY", Buffer.alloc(32, 3).toString("base64"));
  return () => vi.unstubAllEnvs();
});

/** Two hosts on loopback; `/to?URL` redirects. What each was sent. */
let heard: { readonly host: string; readonly key: string }[] = [];
const servers: Server[] = [];
const ports: number[] = [];

beforeAll(async () => {
  for (let n = 0; n < 2; n += 1) {
    const server = createServer((request, response) => {
      heard.push({ host: request.headers.host ?? "", key: String(request.headers["x-key"] ?? "") });
      const [path, to] = (request.url ?? "").split("?", 2);
      if (path === "/to") response.writeHead(307, { location: decodeURIComponent(to ?? "") }).end();
      else response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    ports.push((server.address() as AddressInfo).port);
  }
});
beforeEach(() => {
  heard = [];
});
afterAll(() => servers.forEach((server) => server.close()));

const here = () => `127.0.0.1:${ports[0]}`;
const there = () => `127.0.0.1:${ports[1]}`;

async function withReach(work: (bench: Bench) => Promise<void>): Promise<void> {
  await using fetch = createGuardedFetch({ allow: ["127.0.0.1"] });
  await withBench(async (bench) => {
    await bench.startWorker({ nodes: builtinNodes, fetch });
    await bench.deploy("flow", flow({ only: { node: "log", config: { message: "first" } } }));
    await work(bench);
  });
}

/** Deploys `flow` as a token of that flow alone. */
async function deployLimited({ pool }: Bench, document: object): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query(
      "select set_config('reflux.flows', (select id::text from reflux.flows where slug = 'flow'), true)",
    );
    await client.query("select reflux.deploy_flow('flow', $1)", [JSON.stringify(document)]);
    await client.query("commit");
  } finally {
    client.release(true);
  }
}

const get = (url: string, headers: object = {}) =>
  flow({ only: { node: "http.request", config: { url, headers }, retry: { max: 0 } } });
const withKey = (url: string) => get(url, { "x-key": "{{ secrets.key }}" });

async function ends({ start, finished, step }: Bench): Promise<string> {
  const ended = await finished(await start("flow"));
  return ended.state === "succeeded" ? "succeeded" : ((await step(ended.id, "only")).error?.code ?? "");
}

async function setKey({ rows }: Bench, flows: string[] | null, hosts: string[] | null): Promise<void> {
  await rows(
    "select reflux_private.store_secret('key', $1, $2, null, $3)",
    encryptSecret("key", "k-value"),
    flows,
    hosts,
  );
}

test("an attempt that has read a secret talks to its hosts and to nobody else, on no redirect either", () =>
  withReach(async (bench) => {
    await setKey(bench, null, [here()]);
    const answers: string[] = [];
    for (const url of [
      `http://${here()}/`,
      `http://${there()}/`,
      `http://${here()}/to?${encodeURIComponent(`http://${there()}/`)}`,
      `http://localhost:${ports[0]}/`,
    ]) {
      await bench.deploy("flow", withKey(url));
      answers.push(await ends(bench));
    }

    expect(answers).toEqual(["succeeded", "RFP18", "RFP18", "RFP18"]);
    expect(heard.map(({ host }) => host)).toEqual([here(), here()]);
  }));

test("without a secret the same flow goes where the worker lets it", () =>
  withReach(async (bench) => {
    await setKey(bench, null, [here()]);
    await bench.deploy("flow", get(`http://${there()}/`));

    expect(await ends(bench)).toBe("succeeded");
  }));

test("a limited deployer's flow reaches no private host, until an admin permits that host", () =>
  withReach(async (bench) => {
    await deployLimited(bench, get(`http://${here()}/to?${encodeURIComponent(`http://${there()}/`)}`));
    expect(await ends(bench)).toBe("RFP18");
    expect(heard).toEqual([]);

    await bench.rows("select reflux.permit_flow('flow', hosts => $1)", [here()]);
    expect(await ends(bench)).toBe("RFP18");
    expect(heard.map(({ host }) => host)).toEqual([here()]);

    await bench.rows("select reflux.permit_flow('flow', hosts => $1)", [there()]);
    expect(await ends(bench)).toBe("succeeded");
  }));

test("a secret in a connection goes to its hosts only", () =>
  withReach(async (bench) => {
    await setKey(bench, null, ["db.example.com"]);
    const ask = (host: string) =>
      flow({
        only: {
          node: "postgres.query",
          config: { text: "select 1", connection: `postgres://me:{{ secrets.key }}@${host}/shop` },
          retry: { max: 0 },
        },
      });
    const answers: string[] = [];
    for (const host of [here(), `localhost:${ports[0]}`, "db.example.com.evil.example", "DB%2Eexample.com"]) {
      await bench.deploy("flow", ask(host));
      answers.push(await ends(bench));
    }

    // The last is the bound host, written otherwise: it may go there, and nobody is there.
    expect(answers).toEqual(["RFP18", "RFP18", "RFP18", "RFX05"]);
    expect(heard).toEqual([]);
  }));

test("SQL of a flow acts as the role it is permitted, and the step is completed all the same", () =>
  withReach(async (bench) => {
    const role = `reach_${process.pid}_${Date.now()}`;
    await bench.rows(`create role ${role}`);
    try {
      await bench.rows(`grant ${role} to reflux_query`);
      const who = flow({
        only: { node: "postgres.query", config: { text: "select current_user::text as who" } },
      });
      const answer = async () => (await bench.finished(await bench.start("flow"))).output;
      await bench.deploy("flow", who);
      expect(await answer()).toEqual([{ who: "reflux_query" }]);

      await bench.rows("select reflux.permit_flow('flow', sql_role => $1)", role);
      await deployLimited(bench, { ...who, input: { type: "object" } });
      expect(await answer()).toEqual([{ who: role }]);

      await bench.rows("select reflux.permit_flow('flow', exactly => true)");
      expect(await ends(bench)).toBe("RFP16");
    } finally {
      await bench.rows(`drop role ${role}`);
    }
  }));

test("a call out of reach fails the step with what permits it", () =>
  withReach(async (bench) => {
    await bench.deploy("other", flow({ only: { node: "log", config: { message: "other" } } }));
    await deployLimited(bench, flow({ only: { node: "flow.call", config: { flow: "{{ 'ot' & 'her' }}" } } }));

    const ended = await bench.finished(await bench.start("flow"));

    expect((await bench.step(ended.id, "only")).error).toMatchObject({
      code: "RFP14",
      hint: /reflux permit flow --call other/,
    });
    expect(
      await bench.rows(
        "select from reflux.runs r join reflux.flows f on f.id = r.flow_id where f.slug = 'other'",
      ),
    ).toEqual([]);
  }));
