import { expect, test } from "vitest";
import { flowRow } from "../testing.ts";
import { flowsBulk } from "./bulk.tsx";

const flows = [
  flowRow("on"),
  flowRow("off", { enabled: false }),
  flowRow("new", { currentVersion: null }),
  flowRow("old", { archivedAt: "2026-01-01T00:00:00Z" }),
];
const able = (action: Parameters<typeof flowsBulk>[0]) => flowsBulk(action, flows).able.map(({ key }) => key);

test("an action is for the flows on which it does something; the others are left alone, and counted", () => {
  expect(able("enable")).toEqual(["off"]);
  expect(able("disable")).toEqual(["on"]);
  expect(able("archive")).toEqual(["on", "off", "new"]);
  expect(able("export")).toEqual(["on", "off", "new", "old"]);
  expect(flowsBulk("disable", flows).left.map(({ words }) => words)).toEqual([
    "1 disabled: left alone",
    "1 draft: left alone",
    "1 archived: left alone",
  ]);
});

test("it is one statement", () => {
  expect(flowsBulk("archive", flows).forms("").sql).toBe(
    "select changed.*\nfrom unnest(array['on', 'off', 'new']) as one,\n  reflux.archive_flow(slug => one) as changed;",
  );
  expect(flowsBulk("export", flows).forms("").graphql).toContain(`a4: flowBySlug(slug: "old")`);
});
