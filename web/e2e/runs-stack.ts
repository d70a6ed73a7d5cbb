/** Everything, as a user starts it: `reflux dev` in a home of its own, and a shop for its flows to speak to. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Stack extends AsyncDisposable {
  readonly origin: string;
  readonly shop: string;
  /** Its server or worker process dies at once, and is started again by what it was started by. */
  readonly kill: (service: "server" | "worker") => void;
}

const root = join(import.meta.dirname, "../..");

export async function startStack(): Promise<Stack> {
  await using undo = new AsyncDisposableStack();
  const shop = await startShop(undo);
  const home = await mkdtemp(join(tmpdir(), "reflux-runs-"));
  undo.defer(async () => rm(home, { recursive: true, force: true }));
  const child = spawn(process.execPath, [join(root, "reflux.ts"), "dev", "--no-samples", "--grace", "1"], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: "",
      REFLUX_HOME: home,
      // Of its own, and the same after a restart of the server: the page has to find it again.
      PORT: String(await freePort()),
      REFLUX_ALLOW_HOSTS: new URL(shop).host,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  undo.defer(async () => {
    child.kill("SIGINT");
    await exited;
  });
  const origin = await new Promise<string>((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /REFLUX is ready[\s\S]*page\s+(http:\/\/\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => reject(new Error(`reflux dev ended with ${code}:\n${said}`)));
  });
  const parts = undo.move();
  const kill = (service: string) => {
    const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
    const own = rows.find((row) => row.includes(` ${child.pid} `) && row.includes(`reflux.ts ${service}`));
    if (own === undefined) throw new Error(`there is no ${service}`);
    process.kill(Number.parseInt(own, 10), "SIGKILL");
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
