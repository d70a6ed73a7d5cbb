import fc from "fast-check";
import { expect, test } from "vitest";
import { arrived, type LiveMessage, receive, reconnected, type Sequence, unread } from "./sequence.ts";

const message = (seq: number, previous: number, ...ids: string[]): LiveMessage => ({
  seq: BigInt(seq),
  previous: BigInt(previous),
  ids: ids.length > 0 ? ids : [`r${seq}`],
  partial: false,
});
const level = (snapshot: number, heard: number | null = null): Sequence => ({
  snapshot: BigInt(snapshot),
  heard: heard === null ? null : BigInt(heard),
  pending: [],
  refetching: false,
});

test("what follows is fetched", () => {
  expect(receive(level(4, 4), message(5, 4))).toEqual([level(4, 5), { kind: "fetch", ids: ["r5"] }]);
});

test("numbers may be missing or out of order, as long as each names the one before it", () => {
  const [state, step] = receive(level(4, 4), message(6, 4));
  expect(step).toEqual({ kind: "fetch", ids: ["r6"] });
  expect(receive(state, message(5, 6))[1]).toEqual({ kind: "fetch", ids: ["r5"] });
});

test("a doubled message changes nothing", () => {
  expect(receive(level(4, 5), message(5, 4))).toEqual([level(4, 5), { kind: "nothing" }]);
});

test("a missing one asks for everything again, and what comes meanwhile is fetched after it", () => {
  const [gap, step] = receive(level(4, 4), message(7, 6));
  expect(step).toEqual({ kind: "refetch" });
  const [meanwhile, quiet] = receive(gap, message(8, 7));
  expect(quiet).toEqual({ kind: "nothing" });
  expect(arrived(meanwhile, 7n)).toEqual([level(7, 8), { kind: "fetch", ids: ["r8"] }]);
});

test("the first message tells whether something happened between the snapshot and the stream", () => {
  expect(receive(level(4), message(6, 4))[1].kind).toBe("fetch");
  expect(receive(level(4), message(7, 6))[1].kind).toBe("refetch");
  // 5 was not committed yet when the snapshot was read at 6, and no message went missing.
  expect(receive(level(6), message(5, 6))[1].kind).toBe("fetch");
});

test("messages before the first snapshot wait for it", () => {
  const [early] = receive(unread, message(3, 2));
  expect(arrived(early, 3n)).toEqual([level(3, 3), { kind: "fetch", ids: ["r3"] }]);
});

test("a message that cannot name everything asks for everything", () => {
  expect(receive(level(4, 4), { ...message(5, 4), partial: true })[1].kind).toBe("refetch");
});

test("after a broken socket everything is read again", () => {
  expect(reconnected(level(9, 12))).toEqual([
    { snapshot: 9n, heard: null, pending: [], refetching: true },
    { kind: "refetch" },
  ]);
});

test("no change is ever missed, whatever is lost or doubled", () => {
  // Each change names one row. What a reader last fetched of a row must end at the row's last change.
  const change = fc.record({
    row: fc.integer({ min: 0, max: 4 }),
    lost: fc.boolean(),
    doubled: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.boolean(), (changes, slow) => {
      const truth = new Map<string, number>();
      const shown = new Map<string, number>();
      let state: Sequence = level(0, 0);
      const act = ([next, step]: ReturnType<typeof receive>, seq: number) => {
        state = next;
        if (step.kind === "fetch") for (const id of step.ids) shown.set(id, truth.get(id) ?? 0);
        if (step.kind !== "refetch" || slow) return;
        for (const [id, version] of truth) shown.set(id, version);
        act(arrived(state, BigInt(seq)), seq);
      };
      changes.forEach((one, index) => {
        const seq = index + 1;
        truth.set(`row${one.row}`, seq);
        if (one.lost) return;
        const live = message(seq, index, `row${one.row}`);
        act(receive(state, live), seq);
        if (one.doubled) act(receive(state, live), seq);
      });
      // A last message that arrives, and the answer to a refetch that may still be out.
      const end = changes.length + 1;
      truth.set("row0", end);
      act(receive(state, message(end, end - 1, "row0")), end);
      if (state.refetching) {
        for (const [id, version] of truth) shown.set(id, version);
        act(arrived(state, BigInt(end)), end);
      }
      expect(shown).toEqual(truth);
    }),
  );
});
