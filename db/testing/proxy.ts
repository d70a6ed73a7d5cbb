import net from "node:net";
import { parseIntoClientConfig } from "pg-connection-string";

/** A network between a program and its Postgres that can be made to fail. */
export type Proxy = AsyncDisposable & {
  readonly url: string;
  /** Swallow everything in both directions, on old and new connections; nobody gets an error. */
  readonly blackhole: () => void;
  /** New connections pass again; those caught in the hole stay dead. */
  readonly heal: () => void;
  /** Reset all connections. */
  readonly cut: () => void;
  /** The next statement that contains the text is executed, and then its caller loses the connection unanswered. */
  readonly loseReplyTo: (text: string) => void;
  /** New connections go to another server, as after a failover. */
  readonly pointTo: (url: string) => void;
};

export async function startProxy(url: string): Promise<Proxy> {
  const state: State = { hole: false, lose: undefined, url };
  const pairs = new Set<readonly [net.Socket, net.Socket]>();
  const server = net.createServer((near) => {
    const pair = [near, net.connect(target(state.url))] as const;
    pairs.add(pair);
    near.on("close", () => pairs.delete(pair));
    join(pair, state);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy();
  };
  return {
    url: through(url, server.address()),
    blackhole: () => {
      state.hole = true;
    },
    heal: () => {
      state.hole = false;
    },
    cut,
    loseReplyTo: (text) => {
      state.lose = text;
    },
    pointTo: (other) => {
      state.url = other;
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type State = { hole: boolean; lose: string | undefined; url: string };

function join([near, far]: readonly [net.Socket, net.Socket], state: State): void {
  let dead = false;
  let losing = false;
  const drop = () => {
    near.destroy();
    far.destroy();
  };
  for (const socket of [near, far]) socket.on("error", drop).on("close", drop);
  near.on("data", (data) => {
    dead ||= state.hole;
    if (dead) return;
    if (state.lose !== undefined && data.includes(state.lose)) {
      state.lose = undefined;
      losing = true;
    }
    far.write(data);
  });
  far.on("data", (data) => {
    dead ||= state.hole;
    if (dead) return;
    // ReadyForQuery comes after the commit: cut earlier, and the statement might not have happened.
    if (losing && data.subarray(-6, -1).equals(readyForQuery)) drop();
    else if (!losing) near.write(data);
  });
}

const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5]);

export function target(url: string): net.NetConnectOpts {
  const { host = "localhost", port = 5432 } = parseIntoClientConfig(url);
  return host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
}

export function through(url: string, address: net.AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const { user = "", password, database = "" } = parseIntoClientConfig(url);
  const secret = typeof password === "string" && password !== "" ? `:${encodeURIComponent(password)}` : "";
  return `postgresql://${encodeURIComponent(user)}${secret}@127.0.0.1:${address.port}/${database}`;
}
