import { afterEach, expect, test, vi } from "vitest";
import type { Membership } from "./engine/calls.ts";
import { joinWorkers } from "./membership.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** A registry that renews as often as it is told to. */
function registryWith(renewals: readonly (boolean | Error)[]) {
  const answers = [...renewals];
  const seen: string[] = [];
  const before: (string | undefined)[] = [];
  let registered = 0;
  return {
    seen,
    before,
    calls: {
      register: async (
        _name: string,
        _manifests: readonly unknown[],
        _concurrency: number,
        was?: string,
      ): Promise<Membership> => {
        before.push(was);
        registered += 1;
        const databaseNow = Date.parse("2026-06-01T12:00:00Z");
        return { id: String(registered), secret: "s", nodes: [], leaseMs: 30, clockMs: databaseNow };
      },
      renew: async (worker: string) => {
        const answer = answers.shift() ?? true;
        seen.push(`renew ${worker}`);
        if (answer instanceof Error) throw answer;
        return answer ? 0 : null;
      },
      stop: async (worker: string): Promise<object[]> => {
        seen.push(`stop ${worker}`);
        return [];
      },
    },
  };
}

function join(registry: ReturnType<typeof registryWith>, onLost = () => undefined as void) {
  const joined: string[] = [];
  const errors: unknown[] = [];
  const member = joinWorkers({
    calls: registry.calls,
    name: "test",
    manifests: [],
    concurrency: 1,
    means: () => ({}),
    idle: () => 0,
    pools: () => [],
    silenceMs: () => 0,
    onLost,
    onJoin: ({ id }) => joined.push(id),
    onError: (error) => errors.push(error),
  });
  return { member, joined, errors };
}

test("a lost lease is told of, and the worker joins under another id", async () => {
  const registry = registryWith([true, false]);
  const onLost = vi.fn();
  const { member, joined } = join(registry, onLost);
  const joinedMember = await member;

  await vi.waitFor(() => expect(joined).toEqual(["1", "2"]));

  expect(onLost).toHaveBeenCalledOnce();
  expect(joinedMember.current().id).toBe("2");
  await joinedMember.stop();
  expect(registry.seen.at(-1)).toBe("stop 2");
});

test("a renewal that fails is tried again; the lease may still hold", async () => {
  const registry = registryWith([new Error("away"), new Error("away")]);
  const onLost = vi.fn();
  const { member, errors } = join(registry, onLost);
  const joinedMember = await member;

  await vi.waitFor(() => expect(registry.seen.length).toBeGreaterThan(2));

  expect(onLost).not.toHaveBeenCalled();
  expect(errors).toHaveLength(2);
  await joinedMember.stop();
});

test("the database's clock is kept however this machine's clock is set meanwhile", async () => {
  const { member } = join(registryWith([]));
  const joinedMember = await member;
  const before = joinedMember.now().getTime();

  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });

  expect(joinedMember.now().getTime() - before).toBeLessThan(1_000);
  vi.useRealTimers();
  await joinedMember.stop();
});

test("after stop nobody is a member, though the database does not answer", async () => {
  const registry = registryWith([]);
  const { member } = join({
    ...registry,
    calls: { ...registry.calls, stop: () => Promise.reject(new Error("away")) },
  });
  const joinedMember = await member;

  await expect(joinedMember.stop()).rejects.toThrow("away");

  expect(joinedMember.isMember()).toBe(false);
});

test("a worker that could not reach the database says which one it was, one that only slept does not", async () => {
  for (const [renewals, before] of [
    [[new Error("away"), false], "1"] as const,
    [[false], undefined] as const,
  ]) {
    const registry = registryWith(renewals);
    const { member, joined } = join(registry);
    const joinedMember = await member;
    await vi.waitFor(() => expect(joined).toEqual(["1", "2"]));
    await joinedMember.stop();

    expect(registry.before).toEqual([undefined, before]);
  }
});
