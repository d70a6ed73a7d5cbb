import { existsSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { createPool } from "#db/client.ts";
import { embeddedUrl } from "#db/embedded/layout.ts";
import { runningEmbedded, stopAbandoned } from "#db/embedded/running.ts";
import { reflux, refluxJson, type Started, startReflux } from "#db/testing/command.ts";
import { eventually } from "#db/testing/eventually.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { removeHome, temporaryHome } from "#db/testing/server.ts";

const order = { id: "A-1001", lines: [{ sku: "TEA-100", quantity: 2, price: 8.5 }] };

describe("dev", { timeout: 120_000 }, () => {
  test("from nothing to a run: a webhook call goes through real HTTP, and every row is there in SQL", async () => {
    const { start, env, sql } = newHome();
    await using dev = start();
    const { url, counterpart } = await welcome(dev);

    const called = await fetch(`${url}/hooks/orders`, post(order));
    const { run } = (await called.json()) as { run: string };
    const watched = await reflux(["watch", run], { env });
    const told = await fetch(`${counterpart}/confirmations`);

    expect(called.status).toBe(202);
    expect(watched.code).toBe(0);
    expect(await told.json()).toEqual([
      { order: "A-1001", total: 17, reservation: "R-0001", ships_on: expect.any(String) },
    ]);
    const steps = await sql(
      "select step, node, state, attempt, started_at <= finished_at as timed, reflux.step_input(run_id, step) is not null as input, " +
        "output is not null as output from reflux.run_steps where run_id = $1 order by idx",
      [run],
    );
    const done = { state: "succeeded", attempt: 1, timed: true, input: true, output: true };
    expect(steps).toEqual([
      { step: "receive", node: "webhook.in@1", ...done },
      { step: "shape", node: "transform@1", ...done },
      { step: "reserve", node: "http.request@1", ...done },
      { step: "confirm", node: "webhook.out@1", ...done },
    ]);
    for (const [path, type] of [
      ["/", "text/html"],
      ["/ruru", "text/html"],
      ["/readyz", "application/json"],
    ] as const) {
      const page = await fetch(`${url}${path}`);
      expect([path, page.status, page.headers.get("content-type")?.split(";")[0]]).toEqual([path, 200, type]);
    }
    await sql("select", [], checkPromises);

    dev.child.kill("SIGINT");
    await expect(dev.exited).resolves.toBe(0);
  });

  test("what was unfinished at Ctrl-C goes on at the next start, and a second start beside the first is refused", async () => {
    const { start, env, sql } = newHome();
    const flow = `{"reflux": 1, "name": "nap", "edges": ["begin -> nap", "nap -> end"], "steps": {"begin": {"node": "manual"},
      "nap": {"node": "wait", "config": {"duration": "2s"}}, "end": {"node": "log", "config": {"message": "awake"}}}}`;
    await using first = start();
    await welcome(first);

    const beside = await reflux(["dev", "--no-web"], { env });
    await reflux(["deploy", "-"], { env, input: flow });
    const { id } = await refluxJson<{ id: string }>(["run", "nap"], { env });
    await eventually("it sleeps", async () => {
      const { steps } = await refluxJson<{ steps: readonly { state: string }[] }>(["show", id], { env });
      return steps.some(({ state }) => state === "sleeping");
    });
    first.child.kill("SIGINT");
    const code = await first.exited;
    const versions = "select count(*)::int as n from reflux.flow_versions";
    await using second = start();
    await welcome(second);
    const watched = await reflux(["watch", id], { env });

    expect(beside).toMatchObject({ code: 1, stderr: expect.stringMatching(/RFI04 .*process \d+/) });
    expect(code).toBe(0);
    expect(watched.code).toBe(0);
    // Deploying the same samples again made no new version.
    expect(await sql(versions)).toEqual([{ n: 4 }]);
    await sql("select", [], checkPromises);
    second.child.kill("SIGTERM");
    await expect(second.exited).resolves.toBe(0);
  });

  test("a worker that is killed is started again and does not take the server down", async () => {
    const { start, env, sql } = newHome();
    await using dev = start();
    const { url } = await welcome(dev);
    const [worker] = await childrenOf(dev, "worker");

    process.kill(worker ?? -1, "SIGKILL");
    await dev.printed(/the worker ended \(SIGKILL\); starting it again/);
    const called = await fetch(`${url}/hooks/orders`, post(order));
    const { run } = (await called.json()) as { run: string };
    const watched = await reflux(["watch", run], { env });

    expect(called.status).toBe(202);
    expect(watched.code).toBe(0);
    await sql("select", [], checkPromises);
  });

  test("when it is killed its children end, the database stays, and the next start adopts it", async () => {
    const { start, home, sql } = newHome();
    await using first = start();
    await welcome(first);
    const children = [...(await childrenOf(first, "worker")), ...(await childrenOf(first, "server"))];
    await sql("create table public.kept as select 1 as one");
    const before = runningEmbedded(home);

    first.child.kill("SIGKILL");
    await first.exited;
    await eventually("its children have ended", () => !children.some(isAlive), { withinMs: 30_000 });
    await using second = start();
    await welcome(second);

    expect(children).toHaveLength(2);
    expect(runningEmbedded(home)?.pid).toBe(before?.pid);
    expect(await sql("select one from public.kept")).toEqual([{ one: 1 }]);
  });

  test("a database server that dies is started again, and runs go on", async () => {
    const { start, env, home, sql } = newHome();
    await using dev = start();
    const { url } = await welcome(dev);

    process.kill(runningEmbedded(home)?.pid ?? -1, "SIGKILL");
    await dev.printed(/the database server ended; starting it again/);
    const called = await eventually("the server takes a call again", async () => {
      const answer = await fetch(`${url}/hooks/orders`, post(order));
      return answer.status === 202 ? answer : undefined;
    });
    const { run } = (await called.json()) as { run: string };
    const watched = await reflux(["watch", run], { env });

    expect(watched.code).toBe(0);
    await sql("select", [], checkPromises);
  });

  test("a port that is taken is named, and nothing is left running", async () => {
    const { start, home } = newHome();
    await using first = start();
    const { url } = await welcome(first);
    const other = newHome({ PORT: new URL(url).port });

    await using second = other.start();
    const code = await second.exited;

    expect(code).toBe(1);
    expect(second.stderr()).toMatch(
      /RFV06 port \d+ of 127\.0\.0\.1 is taken[^]*RFI07 the server did not start/,
    );
    expect(runningEmbedded(other.home)).toBeUndefined();
    expect(runningEmbedded(home)).toBeDefined();
  });
});

/** A folder of one's own, with everything that a start leaves in it, removed after the test. */
function newHome(more: Readonly<Record<string, string>> = {}) {
  const home = temporaryHome();
  const env = { REFLUX_HOME: home, PORT: "0", ...more };
  onTestFinished(async () => {
    await stopAbandoned(home);
    if (existsSync(home)) removeHome(home);
  });
  type Client = Parameters<typeof checkPromises>[0];
  const sql = async (text: string, values: unknown[] = [], work?: (client: Client) => Promise<void>) => {
    const pool = createPool({ connectionString: embeddedUrl(home), max: 1 });
    try {
      if (work) await work(pool);
      return (await pool.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await pool.end();
    }
  };
  return { home, env, sql, start: () => startReflux(["dev", "--no-web"], { env }) };
}

/** Where the pieces are, once it says that it is ready. */
async function welcome(dev: Started): Promise<{ readonly url: string; readonly counterpart: string }> {
  await dev.printed(/Ctrl-C; the next start/, 60_000);
  const [, url = ""] = await dev.printed(/page +(http:\S+)/);
  const [, counterpart = ""] = await dev.printed(/counterpart at (http:[^\s,]+)/);
  return { url, counterpart };
}

function post(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

async function childrenOf({ pid }: Started, command: string): Promise<readonly number[]> {
  const { execFileSync } = await import("node:child_process");
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return rows
    .map((row) => /^ *(\d+) +(\d+) +(.*)$/.exec(row))
    .filter((row) => row?.[2] === String(pid) && row[3]?.includes(`reflux.ts ${command}`))
    .map((row) => Number(row?.[1]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
