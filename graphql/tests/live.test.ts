import { type Client, createClient } from "graphql-ws";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "#db/testing/eventually.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { type Stage, withServer } from "./kit.ts";

type Changes = { seq: string; previous: string; runs: string[]; finished: string[]; partial: boolean };
const changes = "subscription { changes { seq previous runs finished partial } }";

test("a run's changes are heard, from before the subscription on, each naming the one before", async () => {
  await withServer(async (stage) => {
    const { drive } = await announce(stage.pool);
    await deploy(stage.pool, "f", webhookFlow("p"));
    const early = await start(stage, "f");
    using client = connect(stage, await stage.token("viewer"));
    const heard = listen<Changes>(client, changes, "changes");
    await eventually("the first message", () => heard.length > 0);
    const late = await start(stage, "f");
    await drive();
    await eventually("both ended", () => {
      const ended = heard.flatMap(({ finished }) => finished);
      return ended.includes(early) && ended.includes(late);
    });

    expect(heard[0]?.runs).toContain(early);
    expect(heard.slice(1).map(({ previous }) => previous)).toEqual(heard.slice(0, -1).map(({ seq }) => seq));
    expect(heard.some(({ partial }) => partial)).toBe(false);
  });
});

test("a run is read again at each change, under the rights of the token", async () => {
  await withServer(async (stage) => {
    const { drive } = await announce(stage.pool);
    await deploy(stage.pool, "f", webhookFlow("p"));
    const run = await start(stage, "f");
    using client = connect(stage, await stage.token("viewer"));
    const heard = listen<{ run: { state: string; flow: { slug: string } } }>(
      client,
      `subscription { run(id: "${run}") { run { state flow { slug } } } }`,
      "run",
    );
    await eventually("the first message", () => heard.length > 0);
    expect(heard[0]).toEqual({ run: { state: "queued", flow: { slug: "f" } } });
    await drive();
    await eventually("the end", () => heard.at(-1)?.run.state === "succeeded");
  });
});

test("a token of one flow hears of no other, and may not watch their runs", async () => {
  await withServer(async (stage) => {
    await announce(stage.pool);
    await deploy(stage.pool, "mine", webhookFlow("p"));
    await deploy(stage.pool, "theirs", webhookFlow("q"));
    const hidden = await start(stage, "theirs");
    using client = connect(stage, await stage.token("viewer", ["mine"]));
    const heard = listen<Changes>(client, changes, "changes");
    await eventually("the first message", () => heard.length > 0);
    await start(stage, "theirs");
    const seen = await start(stage, "mine");
    await eventually("ours", () => heard.some(({ runs }) => runs.includes(seen)));

    expect(heard.flatMap(({ runs }) => runs)).toEqual([seen]);
    await expect(first(client, `subscription { run(id: "${hidden}") { seq } }`)).rejects.toMatchObject([
      { extensions: { code: "RFN02" } },
    ]);
  });
});

test("changes are still heard after the connection that listens was killed, and those in between too", async () => {
  await withServer(async (stage) => {
    await announce(stage.pool);
    await deploy(stage.pool, "f", webhookFlow("p"));
    using client = connect(stage, await stage.token("viewer"));
    const heard = listen<Changes>(client, changes, "changes");
    await eventually("the first message", () => heard.length > 0);

    const started: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const killed = await stage.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reflux status listen' and datname = current_database()",
      );
      expect(killed.rowCount).toBe(1);
      started.push(await start(stage, "f"), await start(stage, "f"));
      await eventually("the listener is back", async () => {
        const { rowCount } = await stage.pool.query(
          "select from pg_stat_activity where application_name = 'reflux status listen' and datname = current_database()",
        );
        return rowCount;
      });
    }
    await eventually("all of them", () =>
      started.every((run) => heard.some(({ runs }) => runs.includes(run))),
    );
    const { listening } = (await (await stage.fetch("/readyz")).json()) as { listening: boolean };
    expect(listening).toBe(true);
  });
});

test("a socket is closed when its token is revoked", async () => {
  await withServer(async (stage) => {
    const closed: { code?: number; reason?: string }[] = [];
    using client = connect(stage, await stage.token("viewer"), (event) => closed.push(event));
    const heard = listen<Changes>(client, changes, "changes");
    await eventually("the first message", () => heard.length > 0);
    await stage.pool.query("select reflux.revoke_token(min(id)) from reflux.api_tokens");
    await eventually("the socket is closed", () => closed.length > 0);

    expect(closed[0]).toMatchObject({ code: 4401, reason: expect.stringContaining("RFP01") });
  });
});

test("without a token, or with a wrong one, no socket opens", async () => {
  await withServer(async (stage) => {
    for (const token of [undefined, "rfx_wrong"]) {
      const closed: { code?: number }[] = [];
      using client = connect(stage, token, (event) => closed.push(event));

      await expect(first(client, changes)).rejects.toMatchObject({ code: 4401 });
      expect(closed[0]?.code).toBe(4401);
    }
  });
});

test("in development a page of another site opens no socket", async () => {
  await withServer(
    async (stage) => {
      const open = async (headers: Record<string, string>) => {
        const client = createClient({
          url: `${stage.origin.replace("http", "ws")}/graphql`,
          webSocketImpl: class extends WebSocket {
            constructor(url: string, protocols: string) {
              super(url, protocols, { headers });
            }
          },
          retryAttempts: 0,
        });
        using _ = { [Symbol.dispose]: () => void client.dispose() };
        return await first(client, changes);
      };

      // Before it is opened, so there is no socket to close with a code.
      await expect(open({ origin: "https://evil.example" })).rejects.toMatchObject({
        message: expect.stringContaining("403"),
      });
      await expect(open({ origin: stage.origin })).resolves.toMatchObject({ changes: { partial: false } });
    },
    { development: true },
  );
});

test("queries and mutations go over a socket too, within the same limits", async () => {
  await withServer(async (stage) => {
    using client = connect(stage, await stage.token("viewer"));

    expect(await first(client, "{ changeSeq }")).toEqual({ changeSeq: "0" });
    await expect(first(client, "{ runs(first: 501) { nodes { id } } }")).rejects.toMatchObject([
      { extensions: { code: "RFL03" } },
    ]);
    await expect(
      first(client, `mutation { createFlow(input: { slug: "f" }) { clientMutationId } }`),
    ).resolves.toMatchObject({
      createFlow: null,
    });
  });
});

async function start({ pool }: Stage, flow: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("select id from reflux.start_run($1)", [flow]);
  return rows[0]?.id ?? "";
}

type Closed = { readonly code?: number; readonly reason?: string };

function connect(
  { origin }: Stage,
  token: string | undefined,
  onClose?: (event: Closed) => void,
): Client & Disposable {
  const client = createClient({
    url: `${origin.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    on: { closed: (event) => onClose?.(event as Closed) },
  });
  return Object.assign(client, { [Symbol.dispose]: () => void client.dispose() });
}

/** Everything that arrives, as it arrives. */
function listen<Message>(client: Client, query: string, field: string): readonly Message[] {
  const messages: Message[] = [];
  client.subscribe(
    { query },
    {
      next: ({ data }) => messages.push(data?.[field] as Message),
      error: () => undefined,
      complete: () => undefined,
    },
  );
  return messages;
}

/** The first answer, or why there is none. */
async function first(client: Client, query: string): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    client.subscribe(
      { query },
      {
        next: ({ data, errors }) => (data ? resolve(data) : reject(errors)),
        error: reject,
        complete: () => undefined,
      },
    );
  });
}
