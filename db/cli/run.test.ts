import { describe, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { checkPromises } from "../testing/promises.ts";
import { type Stack, useStack } from "../testing/stack.ts";

const stack = useStack();

/** What a webhook call is to its flow. */
const call = (sku: string) =>
  JSON.stringify({
    method: "POST",
    path: "orders",
    headers: {},
    query: {},
    body: { id: "A-1", lines: [{ sku, quantity: 2, price: 8.5 }] },
  });
const quote = (sku: string, quantity: number) =>
  JSON.stringify({ customer: "C-7", sku, quantity, currency: "EUR" });

describe("run --watch", () => {
  test("tells each step as it changes, prints the output and ends with 0", async () => {
    const { reflux, counterpart } = stack();

    const { code, stdout } = await reflux(
      ["run", "order-intake", "--watch", "--input", "@-"],
      call("TEA-100"),
    );

    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ receive {2}succeeded[^]*✓ confirm {2}succeeded\n✓ run \d+ {2}succeeded\n\{/);
    expect(counterpart.confirmations).toEqual([
      { order: "A-1", total: 17, reservation: "R-0001", ships_on: expect.any(String) },
    ]);
  });

  test("a run that fails ends with 1 and says where and why; a re-drive with other input mends it", async () => {
    const { reflux, refluxJson, reaches } = stack();

    const failed = await reflux(["run", "order-intake", "--watch", "--input", call("UNICORN")]);
    const [, run = ""] = /run (\d+)/.exec(failed.stdout) ?? [];
    const shown = await reflux(["show", run]);
    const input = JSON.stringify({ id: "A-1", lines: [{ sku: "TEA-100", quantity: 2 }] });
    const redrive = ["redrive", run, "reserve", "--reason", "typing error", "--input", input];
    const redriven = await refluxJson<readonly unknown[]>(redrive);
    await reaches(run, "succeeded");
    const mended = await refluxJson<Shown>(["show", run]);

    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/RFX01 reserve: \S+ answered 422\n/);
    expect(shown.stdout).toMatch(/✗ reserve .*▓[^]*– confirm/);
    expect(redriven).toMatchObject([{ run_id: run, step: "reserve", scope: "" }]);
    expect(mended).toMatchObject({
      state: "succeeded",
      events: [{ kind: "redriven", reason: "typing error", actor: expect.stringContaining("command line") }],
    });
    const reserve = mended.steps.find(({ step }) => step === "reserve");
    expect(reserve?.attempts.map(({ outcome }) => outcome)).toEqual(["failed", "succeeded"]);
  });

  test("a run that is cancelled ends with 5; Ctrl-C leaves the run alone and ends with 130", async () => {
    const { start, reflux, reaches } = stack();
    await using watched = start(["run", "order-quote", "--watch", "--json", "--input", quote("POT-900", 50)]);
    const run = await waitingForApproval();
    await using left = start(["watch", run]);
    await left.printed(/◐ approve {2}sleeping/);

    left.child.kill("SIGINT");
    await expect(left.exited).resolves.toBe(130);
    expect(left.stderr()).toContain(`run ${run} goes on`);
    await reaches(run, "running");
    await reflux(["cancel", run, "--reason", "no tea for anybody"]);

    await expect(watched.exited).resolves.toBe(5);
    expect(JSON.parse(watched.stdout())).toMatchObject({ id: run, state: "cancelled", output: null });
  });

  test("with --json there is one document with steps and output, and nothing else", async () => {
    const { refluxJson } = stack();

    const shown = await refluxJson<Shown>(["run", "order-quote", "--watch", "--input", quote("TEA-100", 3)]);

    expect(shown).toMatchObject({ flow: "order-quote", state: "succeeded", version: 1 });
    expect(shown.output).toEqual([{ id: expect.anything(), total: expect.anything() }]);
    expect(shown.steps.map(({ step, state }) => [step, state])).toContainEqual(["backorder", "skipped"]);
  });
});

describe("acting on runs", () => {
  test("why names what a run waits for and what moves it on; a signal does", async () => {
    const { reflux, refluxJson, reaches, pool } = stack();
    await reflux(["run", "order-quote", "--input", quote("POT-900", 50)]);
    const run = await waitingForApproval();

    const waiting = await refluxJson<readonly unknown[]>(["why", run]);
    const signalled = await reflux(["signal", run, "approve", '{"by": "Ada"}']);
    await reaches(run, "succeeded");
    const { output } = await refluxJson<{ output: unknown }>(["show", run, "approve"]);

    expect(waiting).toMatchObject([
      { key: "approve", state: "sleeping", reason: "waits for a person", hint: expect.any(String) },
    ]);
    expect(signalled).toMatchObject({ code: 0, stdout: "✓ approve  succeeded\n" });
    expect(output).toEqual({ by: "Ada" });
    const { rows } = await pool.query("select customer, total::float from samples.quotes where run_id = $1", [
      run,
    ]);
    expect(rows).toEqual([{ customer: "Ada Lovelace", total: 1755 }]);
  });

  test("an article that the warehouse does not know goes down the error edge", async () => {
    const { refluxJson } = stack();

    const shown = await refluxJson<Shown>(["run", "order-quote", "--watch", "--input", quote("OOLONG", 2)]);

    const states = Object.fromEntries(shown.steps.map(({ step, state }) => [step, state]));
    expect(shown.state).toBe("succeeded");
    expect(states).toMatchObject({
      stock: "failed",
      backorder: "succeeded",
      approve: "skipped",
      store: "succeeded",
    });
  });

  test("pause, resume and cancel tell the new state, and refuse with the reason what cannot be", async () => {
    const { reflux, refluxJson } = stack();
    await reflux(["run", "order-quote", "--input", quote("POT-900", 50)]);
    const run = await waitingForApproval();

    const paused = await reflux(["pause", run]);
    const resumed = await refluxJson(["resume", run]);
    await reflux(["cancel", run, "--reason", "never mind"]);
    const refused = await reflux(["pause", run]);
    const [listed] = await refluxJson<readonly unknown[]>(["runs", "--state", "cancelled", "--limit", "1"]);

    expect(paused.stdout).toBe(`‖ run ${run}  paused\n`);
    expect(resumed).toEqual({ id: run, state: "running", reason: null });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^RFS0\d .*cancelled/);
    expect(listed).toMatchObject({ id: run, flow: "order-quote", state: "cancelled", reason: "never mind" });
  });

  test("the same key gives the same run", async () => {
    const { refluxJson, reflux } = stack();
    const args = ["run", "order-quote", "--key", "monday", "--input", quote("POT-900", 50)];

    const first = await refluxJson<{ id: string }>(args);
    const second = await refluxJson<{ id: string }>(args);

    expect(second.id).toBe(first.id);
    await reflux(["cancel", first.id]);
  });

  test("a change of a table starts a run, whose statement commits with its step", async () => {
    const { pool, refluxJson } = stack();
    await pool.query("update samples.stock set quantity = 4 where sku = 'TEA-100'");

    const { id } = await eventually("the run has succeeded", async () => {
      const [run] = await refluxJson<readonly Shown[]>(["runs", "--flow", "stock-watch"]);
      return run?.state === "succeeded" ? run : undefined;
    });
    const { logs } = await refluxJson<{ logs: readonly { message: string }[] }>(["show", id, "tell"]);

    const { rows } = await pool.query("select sku, quantity from samples.purchase_orders");
    expect(rows).toEqual([{ sku: "TEA-100", quantity: 26 }]);
    expect(logs.map(({ message }) => message)).toEqual(["ordered 26 of TEA-100"]);
  });

  test("after all that every promise holds", async () => {
    await checkPromises(stack().pool);
  });
});

type Shown = {
  readonly id: string;
  readonly state: string;
  readonly output: unknown;
  readonly steps: readonly {
    readonly step: string;
    readonly state: string;
    readonly attempts: readonly { readonly outcome: string }[];
  }[];
};

/** The newest quote, once it waits for a person. */
async function waitingForApproval({ pool }: Stack = stack()): Promise<string> {
  const run = await eventually("a quote waits for approval", async () => {
    const { rows } = await pool.query<{ id: string; state: string }>(
      "select r.id, s.state from reflux.runs r join reflux.run_steps s on s.run_id = r.id and s.step = 'approve' " +
        "join reflux.flows f on f.id = r.flow_id and f.slug = 'order-quote' order by r.id desc limit 1",
    );
    return rows[0]?.state === "sleeping" ? rows[0] : undefined;
  });
  return run.id;
}
