import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createPool } from "#db/client.ts";
import { embeddedUrl } from "#db/embedded/layout.ts";
import { runningEmbedded, stopAbandoned } from "#db/embedded/running.ts";
import { childrenOf, reflux, refluxJson, type Started, startReflux } from "#db/testing/command.ts";
import { eventually } from "#db/testing/eventually.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { removeHome, scratch } from "#db/testing/server.ts";

const order = { id: "A-1001", lines: [{ sku: "TEA-100", quantity: 2, price: 8.5 }] };

describe("one start, on a machine with nothing on it", () => {
  const home = newHome();
  let dev: Started;
  let url: string;
  let counterpart: string;

  beforeAll(async () => {
    dev = home.start();
    ({ url, counterpart } = await welcome(dev));
  });
  afterAll(async () => {
    await dev[Symbol.asyncDispose]();
    await home.remove();
  });

  /** Calls the sample's webhook and watches its run to the end. */
  const placeOrder = async () => {
    const called = await fetch(`${url}/hooks/orders`, post(order));
    const { run } = (await called.json()) as { run: string };
    const watched = await reflux(["watch", run], { env: home.env });
    return { status: called.status, run, exitCode: watched.code };
  };

  test("a webhook call goes through real HTTP, and every row is there in SQL", async () => {
    const { status, run, exitCode } = await placeOrder();
    const told = await fetch(`${counterpart}/confirmations`);

    expect([status, exitCode]).toEqual([202, 0]);
    expect(await told.json()).toEqual([
      { order: "A-1001", total: 17, reservation: "R-0001", ships_on: expect.any(String) },
    ]);
    const steps = await home.sql(
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
  });

  test.each([
    ["/", "text/html"],
    ["/ruru", "text/html"],
    ["/readyz", "application/json"],
  ])("%s answers, as the welcome says", async (path, type) => {
    const { status, headers } = await fetch(`${url}${path}`);

    expect([status, headers.get("content-type")?.split(";")[0]]).toEqual([200, type]);
  });

  test("a worker that is killed is started again and does not take the server down", async () => {
    const [worker] = childrenOf(dev, "worker");
    await home.sql("select reflux.change_settings(lease => '2 seconds')");

    process.kill(worker ?? -1, "SIGKILL");
    await dev.printed(/the worker ended \(SIGKILL\); starting it again/);

    expect(await placeOrder()).toMatchObject({ status: 202, exitCode: 0 });
  });

  test("a database server that dies is started again, and runs go on", async () => {
    process.kill(runningEmbedded(home.path)?.pid ?? -1, "SIGKILL");
    await dev.printed(/the database server ended; starting it again/);

    await eventually("the server is ready again", async () => (await fetch(`${url}/readyz`)).ok);
    expect(await placeOrder()).toMatchObject({ status: 202, exitCode: 0 });
  });

  test("a second start in the same folder, and one on the same port, are refused with the reason", async () => {
    const other = newHome({ PORT: new URL(url).port });
    onTestFinished(other.remove);

    const [beside, elsewhere] = await Promise.all([
      reflux(["dev", "--no-web"], { env: home.env }),
      reflux(["dev", "--no-web"], { env: other.env }),
    ]);

    expect(beside).toMatchObject({ code: 1, stderr: expect.stringMatching(/RFI04 .*process \d+/) });
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.stderr).toMatch(
      /RFV06 port \d+ of 127\.0\.0\.1 is taken[^]*RFI07 the server did not start/,
    );
    expect(runningEmbedded(other.path)).toBeUndefined();
  });

  test("server and worker are connected by their own logins, and nobody goes on as the owner", async () => {
    const rows = await home.sql(
      "select distinct usename from pg_stat_activity where datname = 'reflux' and pid <> pg_backend_pid() and backend_type = 'client backend'",
    );

    expect(rows.map(({ usename }) => usename)).toEqual(
      expect.arrayContaining(["reflux_api", "reflux_worker"]),
    );
    expect(rows.map(({ usename }) => usename)).not.toContain("reflux");
    expect(await home.sql("select rolname from pg_roles where rolsuper and rolname ~ '^reflux'")).toEqual([]);
  });

  test("after all that every promise holds, and Ctrl-C ends everything in order", async () => {
    const children = [...childrenOf(dev, "worker"), ...childrenOf(dev, "server")];
    await home.connected(checkPromises);

    dev.child.kill("SIGINT");

    await expect(dev.exited).resolves.toBe(0);
    expect(children).toHaveLength(2);
    expect(children.filter(isAlive)).toEqual([]);
    expect(runningEmbedded(home.path)).toBeUndefined();
  });
});

describe("one start after another", { timeout: 180_000 }, () => {
  const home = newHome();
  const nap = JSON.stringify({
    reflux: 1,
    name: "nap",
    steps: {
      begin: { node: "manual" },
      nap: { node: "wait", config: { duration: "3s" } },
      end: { node: "log", config: { message: "awake" } },
    },
    edges: ["begin -> nap", "nap -> end"],
  });
  afterAll(home.remove);

  const startNap = async () => {
    const { id } = await refluxJson<{ id: string }>(["run", "nap"], { env: home.env });
    await eventually("it sleeps", async () => {
      const rows = await home.sql("select from reflux.steps where run_id = $1 and state = 'sleeping'", [id]);
      return rows.length > 0;
    });
    return id;
  };

  test("what was unfinished at Ctrl-C, or when it was killed, goes on at the next start", async () => {
    await using first = home.start();
    await welcome(first);
    await reflux(["deploy", "-"], { env: home.env, input: nap });
    const interrupted = await startNap();
    first.child.kill("SIGINT");
    await expect(first.exited).resolves.toBe(0);

    await using second = home.start();
    await welcome(second);
    expect(await reflux(["watch", interrupted], { env: home.env })).toMatchObject({ code: 0 });

    const cut = await startNap();
    const children = [...childrenOf(second, "worker"), ...childrenOf(second, "server")];
    const server = runningEmbedded(home.path);
    second.child.kill("SIGKILL");
    await second.exited;
    await eventually("its children have ended", () => !children.some(isAlive), { withinMs: 30_000 });
    expect(runningEmbedded(home.path)).toEqual({ ...server, parent: undefined });

    await using third = home.start();
    await welcome(third);
    expect(runningEmbedded(home.path)?.pid).toBe(server?.pid);
    expect(await reflux(["watch", cut], { env: home.env })).toMatchObject({ code: 0 });
    await home.connected(checkPromises);
    third.child.kill("SIGTERM");
    await expect(third.exited).resolves.toBe(0);
  });
});

/** A folder of one's own for all that a start leaves behind. */
function newHome(more: Readonly<Record<string, string>> = {}) {
  // Not where the tests' own servers are: those are swept up as soon as their parent is gone, and here that is the test.
  const path = mkdtempSync(join(scratch, "reflux-dev-"));
  chmodSync(path, 0o711);
  const env = { REFLUX_HOME: path, PORT: "0", ...more };
  const connected = async <T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> => {
    const pool = createPool({ connectionString: embeddedUrl(path), max: 1 });
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  };
  return {
    path,
    env,
    connected,
    sql: async (text: string, values: readonly unknown[] = []) =>
      await connected(async (pool) => (await pool.query<Record<string, unknown>>(text, [...values])).rows),
    start: () => startReflux(["dev", "--no-web"], { env }),
    remove: async () => {
      await stopAbandoned(path);
      removeHome(path);
    },
  };
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
