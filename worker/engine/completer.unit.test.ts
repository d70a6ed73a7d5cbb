import { expect, test } from "vitest";
import { anOutcome, reply } from "../testing/leases.ts";
import type { OutcomeRow } from "./calls.ts";
import { createCompleter } from "./completer.ts";
import type { Lease } from "./lease.ts";

type Offers = Parameters<typeof createCompleter>[0]["offers"];
type Send = (rows: readonly OutcomeRow[], call: number) => readonly Lease[];

/** A completer before a scripted database: `send` answers or throws, call by call. */
function completerWith(send: Send, isMember: () => boolean = () => true, offers: Offers = () => []) {
  const sent: number[][] = [];
  const doubts: number[] = [];
  const completer = createCompleter({
    offers,
    send: async (rows) => {
      sent.push(rows.map(({ idx }) => idx));
      return send(rows, sent.length);
    },
    isMember,
    onUncertain: () => doubts.push(sent.length),
  });
  return { ...completer, sent, doubts };
}

const lost = () => Object.assign(new Error("Connection terminated unexpectedly"));
const bad = () => Object.assign(new Error("unsupported Unicode escape sequence"), { code: "22P05" });

test("outcomes go together; what is not mentioned in the answer is recorded", async () => {
  const { complete, sent } = completerWith(() => [reply(1, "refused"), reply(2, "leased", { idx: 9 })]);

  const completions = await Promise.all([0, 1, 2].map((idx) => complete(anOutcome({ idx }))));

  expect(sent).toEqual([[0, 1, 2]]);
  expect(completions).toMatchObject([
    { verdict: "recorded", next: undefined },
    { verdict: "refused" },
    { verdict: "recorded", next: { idx: 9 } },
  ]);
});

test("a lost connection is tried again until it answers", async () => {
  const { complete, sent, doubts } = completerWith((_, call) => {
    if (call < 3) throw lost();
    return [];
  });

  expect(await complete(anOutcome())).toMatchObject({ verdict: "recorded" });
  expect(sent).toHaveLength(3);
  expect(doubts.length).toBeGreaterThan(0);
});

test("a refusal after a lost reply is doubted again: only now is the first commit certain", async () => {
  const { complete, doubts } = completerWith((_, call) => {
    if (call === 1) throw lost();
    return [reply(0, "refused")];
  });

  expect(await complete(anOutcome())).toEqual({ verdict: "refused" });
  expect(doubts).toEqual([1, 2]);
});

test("one outcome the database cannot take does not sink the others", async () => {
  const { complete, sent } = completerWith((rows) => {
    if (rows.some(({ idx }) => idx === 3)) throw bad();
    return [];
  });

  const completions = await Promise.all(Array.from({ length: 8 }, (_, idx) => complete(anOutcome({ idx }))));

  expect(completions.filter(({ verdict }) => verdict === "recorded")).toHaveLength(7);
  expect(completions[3]).toMatchObject({ verdict: "rejected", error: { code: "22P05" } });
  expect(sent.length).toBeLessThan(9);
});

test("an outcome of a locked run waits alone", async () => {
  let locked = 2;
  const { complete, sent } = completerWith((rows) =>
    rows.flatMap((row) => (row.idx === 0 && locked-- > 0 ? [reply(row.lane, "busy")] : [])),
  );

  const waiting = complete(anOutcome({ idx: 0 }));
  expect(await complete(anOutcome({ idx: 1 }))).toMatchObject({ verdict: "recorded" });

  expect(await waiting).toMatchObject({ verdict: "recorded" });
  expect(sent).toEqual([[0, 1], [0], [0]]);
});

test("without a lease nothing is sent", async () => {
  const { complete, sent } = completerWith(
    () => [],
    () => false,
  );

  expect(await complete(anOutcome())).toEqual({ verdict: "refused" });
  expect(sent).toEqual([]);
});

test("what waits is offered to lanes that end: answered when it was tried, put back when it was not", async () => {
  const waiting = ["7", "8", "9"];
  const asked: number[] = [];
  const heard: string[] = [];
  const offers: Offers = (most) => {
    asked.push(most);
    return waiting.splice(0, most).map((run) => ({
      place: [run, 0, ""],
      answer: (lease) => void heard.push(`${run} ${lease?.verdict ?? "not had"}`),
      putBack: () => void heard.push(`${run} put back`),
    }));
  };
  const { complete } = completerWith(
    (_, call) => {
      return call === 2
        ? [reply(0, "untried", { offer: 2 }), reply(0, "leased", { offer: 1, run_id: "8" })]
        : [];
    },
    () => true,
    offers,
  );
  const three = () => Promise.all([0, 1, 2].map((idx) => complete(anOutcome({ idx }))));

  await three();
  await three();

  expect(asked).toEqual([0, 3]);
  expect(heard).toEqual(["7 not had", "8 leased", "9 put back"]);
});

test("offers of a call that failed wait on", async () => {
  const heard: string[] = [];
  const { complete } = completerWith(
    (_, call) => {
      if (call === 2) throw lost();
      return call === 3 ? [reply(0, "untried", { offer: 0 })] : [];
    },
    () => true,
    (most) =>
      Array.from({ length: most }, () => ({
        place: ["7", 0, ""] as const,
        answer: () => void heard.push("answered"),
        putBack: () => void heard.push("put back"),
      })),
  );

  await complete(anOutcome());
  await complete(anOutcome());

  expect(heard).toEqual(["put back", "put back"]);
});
