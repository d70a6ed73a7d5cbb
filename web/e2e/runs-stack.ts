/** Everything, as a user starts it: `reflux dev` in a home of its own, and a shop for its flows to speak to. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childrenOf, startReflux } from "#db/testing/command.ts";

export interface Stack extends AsyncDisposable {
  readonly origin: string;
  readonly shop: string;
  /** Its server or worker process dies at once, and is started again by what it was started by. */
  readonly kill: (service: "server" | "worker", signal?: "SIGKILL" | "SIGSTOP" | "SIGCONT") => void;
}

export async function startStack(): Promise<Stack> {
  await using undo = new AsyncDisposableStack();
  const shop = await startShop(undo);
  const home = await mkdtemp(join(tmpdir(), "reflux-runs-"));
  undo.defer(async () => rm(home, { recursive: true, force: true }));
  const dev = startReflux(["dev", "--no-samples", "--grace", "1"], {
    env: {
      NODE_ENV: "production",
      REFLUX_HOME: home,
      // Of its own, and the same after a restart of the server: the page has to find it again.
      PORT: String(await freePort()),
      REFLUX_ALLOW_HOSTS: new URL(shop).host,
    },
  });
  undo.defer(async () => {
    dev.child.kill("SIGINT");
    await dev.exited;
  });
  const [, origin = ""] = await dev.printed(/REFLUX is ready[^]*page +(http:\/\/\S+)/, 150_000);
  const parts = undo.move();
  const kill: Stack["kill"] = (service, signal = "SIGKILL") => {
    const [pid] = childrenOf(dev, service);
    if (pid === undefined) throw new Error(`there is no ${service}`);
    process.kill(pid, signal);
  };
  return { origin, shop, kill, [Symbol.asyncDispose]: async () => parts.disposeAsync() };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** Charges only the good card; takes its time at /slow. */
async function startShop(undo: AsyncDisposableStack): Promise<string> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      const paid = request.url !== "/charge" || text.includes('"good"');
      const answer = () => {
        response.writeHead(paid ? 200 : 402, { "content-type": "application/json" });
        response.end(JSON.stringify(paid ? { paid } : { error: "card declined" }));
      };
      setTimeout(answer, request.url === "/slow" ? 3_000 : 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.defer(
    async () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}
