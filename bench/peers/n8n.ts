import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { serveCalls } from "../lib/calls.ts";

/**
 * n8n in production mode on Postgres, executions saved as it does by default. A workflow of five nodes is triggered
 * by its webhook and answers when the last node is done. Needs an `n8n` on the PATH; we do not install it.
 */
const folder = join(process.env.BENCH_HOME ?? "", "n8n");
mkdirSync(folder, { recursive: true });
const url = new URL(process.env.BENCH_URL ?? "");
// 5679 is that of its own task broker.
const port = 5690;
const nodes = 5;
const callers = 20;
const env = {
  ...process.env,
  N8N_USER_FOLDER: folder,
  N8N_PORT: String(port),
  N8N_LISTEN_ADDRESS: "127.0.0.1",
  N8N_DIAGNOSTICS_ENABLED: "false",
  N8N_VERSION_NOTIFICATIONS_ENABLED: "false",
  N8N_TEMPLATES_ENABLED: "false",
  N8N_RUNNERS_ENABLED: "false",
  N8N_LOG_LEVEL: "error",
  DB_TYPE: "postgresdb",
  DB_POSTGRESDB_HOST: decodeURIComponent(url.hostname),
  DB_POSTGRESDB_USER: url.username,
  DB_POSTGRESDB_DATABASE: url.pathname.slice(1),
  DB_POSTGRESDB_POOL_SIZE: "20",
};

const names = ["Webhook", "Set 1", "Set 2", "Set 3", "Respond"];
const kinds = ["webhook", "set", "set", "set", "respondToWebhook"];
const workflow = {
  id: "bench",
  name: "bench",
  active: true,
  nodes: names.map((name, index) => ({
    id: `n${index}`,
    name,
    type: `n8n-nodes-base.${kinds[index]}`,
    typeVersion: kinds[index] === "set" ? 3 : 1,
    position: [index * 200, 0],
    ...(index === 0 ? { webhookId: "bench" } : {}),
    parameters: index === 0 ? { path: "bench", httpMethod: "POST", responseMode: "responseNode" } : {},
  })),
  connections: Object.fromEntries(
    names
      .slice(0, -1)
      .map((name, index) => [name, { main: [[{ node: names[index + 1], type: "main", index: 0 }]] }]),
  ),
  settings: {},
};
const file = join(folder, "workflow.json");
writeFileSync(file, JSON.stringify([workflow]));

const command = promisify(execFile);
await command("n8n", ["import:workflow", `--input=${file}`], { env });
await command("n8n", ["publish:workflow", "--id=bench"], { env });
const server: ChildProcess = spawn("n8n", ["start"], { env, stdio: "ignore" });

const execute = async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/webhook/bench`, { method: "POST" });
  await answer.text();
  if (!answer.ok) throw new Error(`the workflow was answered ${answer.status}`);
};
for (let waited = 0; ; waited += 1) {
  try {
    await execute();
    break;
  } catch (error) {
    if (waited === 100) throw error;
    await delay(500);
  }
}

serveCalls(
  {
    chain: async ({ runs, length }: { runs: number; length: number }) => {
      // Its webhook starts executions of five nodes, so that as many nodes run as were asked for.
      let left = (runs * length) / nodes;
      let steps = 0;
      const began = performance.now();
      const caller = async () => {
        while (left > 0) {
          left -= 1;
          await execute();
          steps += nodes;
        }
      };
      await Promise.all(Array.from({ length: callers }, caller));
      return { steps, ms: performance.now() - began };
    },
  },
  async () => {
    server.kill();
    await new Promise((resolve) => server.once("exit", resolve));
    rmSync(folder, { recursive: true, force: true });
  },
);
