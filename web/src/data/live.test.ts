import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { useServer as attach } from "graphql-ws/use/ws";
// The very copy that graphql-ws checks errors against; a bundler would find another.
import { GraphQLError, parse } from "postgraphile/graphql";
import { expect, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import { ChangesDocument } from "../../generated/graphql.ts";
import { Live, type LiveSink } from "./live.ts";
import { liveness } from "./liveness.ts";

const document = parse("subscription { changes { seq } }");

/** A real socket server that speaks the protocol and says one thing: what it was asked. */
async function serve(
  port = 0,
  refuse?: "connection" | "subscription",
): Promise<
  AsyncDisposable & { readonly port: number; readonly freeze: () => void; readonly sockets: WebSocketServer }
> {
  const http: Server = createServer();
  const sockets = new WebSocketServer({ server: http, path: "/graphql" });
  const graphql = attach(
    {
      onConnect: ({ extra }) => {
        if (refuse === "connection") extra.socket.close(4401, "RFP01 the token was revoked");
        return refuse !== "connection";
      },
      onSubscribe: (_context, _id, payload) => {
        if (refuse === "subscription") {
          return [new GraphQLError("not for you", { extensions: { code: "RFP02" } })];
        }
        // Only what subscribe below reads; there is no schema behind it.
        return { document, contextValue: payload } as never;
      },
      subscribe: async function* ({ contextValue }: { readonly contextValue: unknown }) {
        yield { data: contextValue };
        await new Promise(() => {});
      } as never,
    },
    sockets,
  );
  await new Promise<void>((resolve) => http.listen(port, "127.0.0.1", resolve));
  return {
    port: (http.address() as AddressInfo).port,
    sockets,
    // As SIGSTOP does: what is connected stays so, and nothing is read or said.
    freeze: () => {
      for (const client of sockets.clients) client.pause();
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of sockets.clients) client.terminate();
      await graphql.dispose();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function listen(live: Live) {
  const heard: unknown[] = [];
  const opened = vi.fn<() => void>();
  const refused = vi.fn<LiveSink<unknown>["refused"]>();
  const stop = live.subscribe(
    ChangesDocument,
    {},
    { next: (data) => heard.push(data), open: opened, refused },
  );
  return { heard, opened, refused, stop };
}

const until = async (condition: () => void) => vi.waitFor(condition, { timeout: 10_000, interval: 10 });

test("a subscription is sent by its hash", async () => {
  await using server = await serve();
  using live = new Live(`ws://127.0.0.1:${server.port}/graphql`);
  const { heard, opened } = listen(live);

  await until(() => expect(heard).toHaveLength(1));
  expect(heard[0]).toMatchObject({
    query: "",
    extensions: { persistedQuery: { sha256Hash: ChangesDocument.__meta__?.["hash"] } },
  });
  expect(opened).toHaveBeenCalledOnce();
  expect(liveness(live.facts(), Date.now()).state).toBe("live");
});

test("a server that went away is found again, and the stream says that it is a new one", async () => {
  const first = await serve();
  using live = new Live(`ws://127.0.0.1:${first.port}/graphql`);
  const { heard, opened } = listen(live);
  await until(() => expect(heard).toHaveLength(1));

  await first[Symbol.asyncDispose]();
  await until(() => expect(live.facts().connected).toBe(false));
  expect(liveness(live.facts(), Date.now() + 5_000).state).toBe("offline");

  await using _again = await serve(first.port);
  live.retry();
  await until(() => expect(heard).toHaveLength(2));
  expect(opened).toHaveBeenCalledTimes(2);
  expect(liveness(live.facts(), Date.now()).state).toBe("live");
});

test("a server that is frozen is told apart from one that has nothing to say", async () => {
  await using server = await serve();
  using live = new Live(`ws://127.0.0.1:${server.port}/graphql`, { every: 20, patience: 300 });
  const { heard } = listen(live);
  await until(() => expect(heard).toHaveLength(1));
  let answered = 0;
  for (const client of server.sockets.clients) client.on("message", () => (answered += 1));
  await until(() => expect(answered).toBeGreaterThan(3));
  expect(live.facts().connected).toBe(true);

  const lost: (number | null)[] = [];
  live.listen(() => live.facts().connected || lost.push(live.facts().lostAt));
  const frozen = Date.now();
  server.freeze();

  await until(() => expect(lost[0]).toBeLessThanOrEqual(frozen + 100));
  live.retry();
  await until(() => expect(heard).toHaveLength(2));
});

test.each([
  ["subscription", { code: "RFP02", message: "not for you" }],
  ["connection", { code: "RFP01", message: "the token was revoked" }],
] as const)(
  "a refused %s is a problem with the server's code, and is not tried again",
  async (what, problem) => {
    await using server = await serve(0, what);
    using live = new Live(`ws://127.0.0.1:${server.port}/graphql`);
    const { refused } = listen(live);
    await until(() => expect(refused).toHaveBeenCalledOnce());
    expect(refused.mock.calls[0]?.[0]).toMatchObject(problem);
  },
);
