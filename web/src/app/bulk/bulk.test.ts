import { expect, test } from "vitest";
import { ProblemError } from "../../data/problem.ts";
import { actOnEach, type Outcome } from "./bulk.ts";

const rows = Array.from({ length: 9 }, (_, at) => ({ key: String(at), name: `Run ${at}` }));

test("each row tells how it went, and one that is refused does not stop the others", async () => {
  const outcomes: Outcome[] = [];
  const reasons = new Set<string | null>();
  let under = 0;
  let most = 0;
  const act = async (key: string, reason: string | null) => {
    reasons.add(reason);
    under += 1;
    most = Math.max(most, under);
    await Promise.resolve();
    under -= 1;
    if (key === "4") throw new ProblemError({ code: "RFS01", message: "run 4 is succeeded" });
  };

  await actOnEach({ able: rows, act }, "", (outcome) => outcomes.push(outcome));

  expect(outcomes.map(({ name }) => name).toSorted()).toEqual(rows.map(({ name }) => name));
  expect(
    outcomes.filter(({ problem }) => problem).map(({ key, problem }) => `${key} ${problem?.code}`),
  ).toEqual(["4 RFS01"]);
  expect([...reasons]).toEqual([null]);
  expect(most).toBe(4);
});
