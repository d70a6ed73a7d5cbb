import { expect, test } from "vitest";
import { callForms } from "../../data/call-forms.ts";
import {
  changesBetween,
  type EngineForm,
  type EngineSettings,
  formOf,
  problemsOf,
  valuesOf,
} from "./engine-settings.ts";

const none = { years: 0, months: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };
const settings: EngineSettings = {
  inlineOutputBytes: 65_536,
  maxPayloadBytes: 8_388_608,
  lossesBeforeFailure: 5,
  lossesBeforeQuarantine: 2,
  keepRuns: { ...none, days: 90 },
  keepHistory: { ...none, days: 30 },
  keepEvidence: 16_384,
  keepSignals: { ...none, days: 7 },
  lease: { ...none, minutes: 1, seconds: 30 },
  onFailureFlow: "tell",
  alertWindow: { ...none, hours: 1, minutes: 30 },
};
const saved = formOf(settings);
const change = (typed: Partial<EngineForm>) => changesBetween(saved, { ...saved, ...typed });

test("intervals and sizes are said in the unit in which people think of them", () => {
  expect(saved).toEqual({
    keepRuns: "90",
    keepHistory: "30",
    keepEvidence: "16",
    keepSignals: "168",
    lease: "90",
    lossesBeforeQuarantine: "2",
    lossesBeforeFailure: "5",
    maxPayloadBytes: "8",
    onFailureFlow: "tell",
    alertWindow: "90",
  });
  expect(formOf({ ...settings, keepRuns: { ...none, days: 5, months: 1, years: 1 } }).keepRuns).toBe("395");
});

test("only what was changed is sent, and told as a call", () => {
  const { sql, graphql } = callForms("change_settings", valuesOf(change({ keepHistory: "60", lease: "20" })));

  expect(change({})).toEqual({});
  expect(sql).toBe("select * from reflux.change_settings(keep_history => '60 days', lease => '20 seconds');");
  expect(graphql).toContain("keepHistory: { days: 60 }, lease: { seconds: 20 }");
  expect(change({ onFailureFlow: " ", alertWindow: "5", keepEvidence: "4" })).toEqual({
    onFailureFlow: "",
    alertWindow: { seconds: 300 },
    keepEvidence: 4_096,
  });
});

test.each<[keyof EngineForm, readonly string[], readonly string[]]>([
  ["keepRuns", ["0", "1", "1.5"], ["", "-1", "0.5"]],
  ["keepHistory", ["1", "1.5"], ["0"]],
  ["keepEvidence", ["0", "4", "64"], ["1", "65", " "]],
  ["lease", ["1.5"], ["x", "0"]],
  ["lossesBeforeFailure", ["2"], ["1", "2.5"]],
  ["onFailureFlow", ["", "tell"], []],
])("what the database would refuse as %s is said beside the field", (name, taken, refused) => {
  for (const text of taken) expect(problemsOf(saved, { ...saved, [name]: text }), text).toEqual({});
  for (const text of refused)
    expect(Object.keys(problemsOf(saved, { ...saved, [name]: text })), text).toEqual([name]);
});

test("what is stored is never in the way of another change, whatever the form would say of it", () => {
  const odd = formOf({
    ...settings,
    keepHistory: { ...none, hours: 36 },
    keepSignals: { ...none, seconds: 1 },
  });

  expect(odd).toMatchObject({ keepHistory: "1.5", keepSignals: "0.000278" });
  expect(problemsOf(odd, { ...odd, lease: "20" })).toEqual({});
  expect(changesBetween(odd, { ...odd, keepHistory: "2.25" })).toEqual({ keepHistory: { seconds: 194_400 } });
});
