import { expect, test } from "vitest";
import { callForms } from "../../data/call-forms.ts";
import { changesBetween, type EngineSettings, formOf, problemsOf, valuesOf } from "./engine-settings.ts";

const settings: EngineSettings = {
  inlineOutputBytes: 65_536,
  maxPayloadBytes: 8_388_608,
  lossesBeforeFailure: 5,
  lossesBeforeQuarantine: 2,
  keepRuns: { days: 90, hours: 0, months: 0, years: 0 },
  keepHistory: { days: 30, hours: 0, months: 0 },
  lease: { days: 0, hours: 0, minutes: 1, seconds: 30 },
  onFailureFlow: "tell",
  alertWindow: { months: 0, days: 0, hours: 1, minutes: 30, seconds: 0 },
};

test("intervals are said in the unit in which people think of them", () => {
  expect(formOf(settings)).toEqual({
    keepRunsDays: "90",
    keepDays: "30",
    leaseSeconds: "90",
    lossesBeforeQuarantine: "2",
    lossesBeforeFailure: "5",
    maxPayloadMb: "8",
    onFailureFlow: "tell",
    alertMinutes: "90",
  });
  expect(formOf({ ...settings, keepHistory: { days: 0, hours: 0, months: 3 } }).keepDays).toBe("90");
  expect(formOf({ ...settings, keepRuns: { days: 5, hours: 0, months: 1, years: 1 } }).keepRunsDays).toBe(
    "395",
  );
});

test("what was left as it was is not sent", () => {
  const before = formOf(settings);

  expect(changesBetween(before, { ...before, keepDays: "60" })).toEqual({
    keepRuns: null,
    keepHistory: { days: 60 },
    lease: null,
    lossesBeforeQuarantine: null,
    lossesBeforeFailure: null,
    maxPayloadBytes: null,
    onFailureFlow: null,
    alertWindow: null,
  });
});

test("what would be changed is told as a call", () => {
  const before = formOf(settings);
  const { sql, graphql } = callForms(
    "change_settings",
    valuesOf(changesBetween(before, { ...before, keepDays: "60", leaseSeconds: "20" })),
  );
  const none = valuesOf(changesBetween(before, { ...before, onFailureFlow: " ", alertMinutes: "5" }));

  expect(sql).toBe("select * from reflux.change_settings(keep_history => '60 days', lease => '20 seconds');");
  expect(graphql).toContain("keepHistory: { days: 60 }, lease: { seconds: 20 }");
  expect(none).toEqual({ on_failure_flow: "", alert_window: { interval: { seconds: 300 } } });
});

test("runs are kept for ever by a term of 0 days, and what is no term is not sent", () => {
  const before = formOf(settings);
  const form = { ...before, keepRunsDays: "0" };

  expect(problemsOf(form)).toEqual({});
  expect(callForms("change_settings", valuesOf(changesBetween(before, form))).sql).toBe(
    "select * from reflux.change_settings(keep_runs => '0 days');",
  );
  for (const term of ["", "-1", "1.5"])
    expect(Object.keys(problemsOf({ ...before, keepRunsDays: term }))).toEqual(["keepRunsDays"]);
});

test("what the database would refuse is said beside the field", () => {
  const form = { ...formOf(settings), keepDays: "0", leaseSeconds: "x", lossesBeforeFailure: "1.5" };

  expect(Object.keys(problemsOf(form))).toEqual(["keepDays", "leaseSeconds", "lossesBeforeFailure"]);
});
