import { expect } from "vitest";
import { eventually } from "./eventually.ts";
import type { useStack } from "./stack.ts";

type Alert = { readonly code: string; readonly alert_run_id: string | null };

/** Gives `reflux on-failure` and `reflux alerts` every option, and looks for what each does; `note` is told of them. */
export async function onFailureOptions(
  stack: ReturnType<ReturnType<typeof useStack>>,
  note: (args: readonly string[]) => void,
): Promise<void> {
  const ok = async (args: readonly string[], input?: string) => {
    note(args);
    const { code, stdout, stderr } = await stack.reflux(args, input);
    expect({ args, code, stderr: code === 0 ? "" : stderr }).toEqual({ args, code: 0, stderr: "" });
    return stdout;
  };
  const json = async <T>(args: readonly string[]) => JSON.parse(await ok([...args, "--json"])) as T;
  const value = async (text: string) => (await stack.pool.query<{ value: unknown }>(text)).rows[0]?.value;
  const named = (name: string, value: string) =>
    `reflux: 1\nname: ${name}\nsteps: { a: { node: transform, config: { value: "${value}" } } }\nedges: []\n`;
  await ok(["deploy", "-"], named("tells", "told"));
  await ok(["deploy", "-"], named("fails", "{{ $error('no') }}"));
  const own = async () =>
    await value(
      "select jsonb_build_array(on_failure_flow, alerts) as value from reflux.flows where slug = 'fails'",
    );
  const for_ = ["--for", "fails"];

  expect(await json(["on-failure", "tells", "--window", "1 hour"])).toEqual({
    on_failure_flow: "tells",
    alert_window: "01:00:00",
    flows: [],
    dead: [],
  });
  await json(["on-failure", "tells", ...for_, "--reason", "theirs"]);
  expect(await own()).toEqual(["tells", true]);
  const told =
    "select reason as value from reflux.audit where object = 'flow fails' order by id desc limit 1";
  expect(await value(told)).toBe("theirs");
  await json(["on-failure", "--none", ...for_]);
  expect(await own()).toEqual([null, false]);
  expect(await ok(["on-failure"])).toMatch(/^all flows: tells; once .* in 01:00:00\nfails: none\n/);
  await json(["on-failure", "--default", ...for_]);
  expect(await own()).toEqual([null, true]);
  note(["on-failure", "--reason"]);
  expect((await stack.reflux(["on-failure", "tells", "--reason", "lost"])).code).toBe(2);
  expect((await stack.reflux(["on-failure", "tells", "--none"])).code).toBe(2);

  const { id } = await json<{ id: string }>(["run", "fails"]);
  await stack.reaches(id, "failed");
  const [alert] = await eventually("the alert is raised", async () => {
    const rows = await json<readonly Alert[]>(["alerts", "--flow", "fails", "--limit", "1"]);
    return rows.length > 0 ? rows : undefined;
  });
  expect(alert).toMatchObject({ flow: "fails", step: "a", count: 1, run_id: id, problem: null });
  expect(await ok(["alerts"])).toMatch(
    new RegExp(`^fails +a +${alert?.code} +1 .* ${alert?.alert_run_id} `, "m"),
  );
  expect(await json(["on-failure", "--none"])).toMatchObject({ on_failure_flow: null });
}
