import { expect, test } from "vitest";
import { changesBetween, type EngineSettings, formOf, problemsOf } from "./engine-settings.ts";

const settings: EngineSettings = {
  inlineOutputBytes: 65_536,
  maxPayloadBytes: 8_388_608,
  lossesBeforeFailure: 5,
  lossesBeforeQuarantine: 2,
  keepHistory: { days: 30, hours: 0, months: 0 },
  lease: { days: 0, hours: 0, minutes: 1, seconds: 30 },
};

test("intervals are said in the unit in which people think of them", () => {
  expect(formOf(settings)).toEqual({
    keepDays: "30",
    leaseSeconds: "90",
    lossesBeforeQuarantine: "2",
    lossesBeforeFailure: "5",
    maxPayloadMb: "8",
  });
  expect(formOf({ ...settings, keepHistory: { days: 0, hours: 0, months: 3 } }).keepDays).toBe("90");
});

test("what was left as it was is not sent", () => {
  const before = formOf(settings);

  expect(changesBetween(before, { ...before, keepDays: "60" })).toEqual({
    keepHistory: { days: 60 },
    lease: null,
    lossesBeforeQuarantine: null,
    lossesBeforeFailure: null,
    maxPayloadBytes: null,
  });
});

test("what the database would refuse is said beside the field", () => {
  const form = { ...formOf(settings), keepDays: "0", leaseSeconds: "x", lossesBeforeFailure: "1.5" };

  expect(Object.keys(problemsOf(form))).toEqual(["keepDays", "leaseSeconds", "lossesBeforeFailure"]);
});
