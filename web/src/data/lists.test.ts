/** No list of the page is cut in silence: it is read to its end, says that there is more, or is meant to be that short. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, type FieldNode, parse, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { expect, test } from "vitest";
import documents from "../../generated/persisted-documents.json" with { type: "json" };
import { readPages } from "./pages.ts";

const schema = buildSchema(
  readFileSync(join(import.meta.dirname, "../../../graphql/schema.graphql"), "utf8"),
);

/** Lists that are to have no more than so many, and why. */
const short: Readonly<Record<string, string>> = {
  "EngineHealth.needs": "a few native packages, programs and services that nodes require",
  "PaletteFind.flows": "what fits best, while somebody types",
  "FlowRow.recent": "the newest, as a sparkline",
  "EditorRuns.recent": "the newest, to choose one of",
  "EditorCalls.webhookDeliveries": "the newest, for one that can be tried again",
  "PaletteFind.runs": "the two newest",
  "RunRow.at": "where a run stands, in one line",
  "RunPage.standing": "what opens first; all steps are read beside it",
  "RunRecent.live": "what changed since; all steps are read when the run is over",
  "RunRecent.ended": "what changed since; all steps are read when the run is over",
  "RunFacets.runFacets": "one of each state",
  "RunHistogram.runHistogram": "as many as there are buckets and states",
};

const lists = Object.values(documents).flatMap((text) =>
  parse(text).definitions.flatMap((definition) => {
    const found: { readonly name: string; readonly field: FieldNode }[] = [];
    const info = new TypeInfo(schema);
    const of = "name" in definition ? definition.name?.value : undefined;
    const enter = (field: FieldNode) => {
      if (info.getFieldDef()?.args.some(({ name }) => name === "first"))
        found.push({ name: `${of}.${(field.alias ?? field.name).value}`, field });
    };
    visit(definition, visitWithTypeInfo(info, { Field: enter }));
    return found;
  }),
);

/** One row is the one that is meant; what offers `hasNextPage` or an offset is read on, or said to be cut. */
function isWhole(field: FieldNode): boolean {
  const first = field.arguments?.find(({ name }) => name.value === "first")?.value;
  const told = field.selectionSet?.selections.some(
    (one) => one.kind === "Field" && one.name.value === "pageInfo",
  );
  const paged = field.arguments?.some(({ name }) => name.value === "offset");
  return (first?.kind === "IntValue" && first.value === "1") || told === true || paged === true;
}

test("every list pages, says that there is more, or is short for a reason", () => {
  const cut = lists.filter(({ field }) => !isWhole(field)).map(({ name }) => name);

  expect(lists.length).toBeGreaterThan(30);
  expect([...new Set(cut)].toSorted()).toEqual(Object.keys(short).toSorted());
});

test("pages are read to the end, and no further than they may be", async () => {
  const all = Array.from({ length: 7 }, (_, index) => index);
  const read = async (after: string | null, offset: number) => {
    expect(after).toBe(offset === 0 ? null : String(offset));
    const [end, nodes] = [offset + 3, all.slice(offset, offset + 3)];
    return { nodes, pageInfo: { hasNextPage: end < all.length, endCursor: String(end) } };
  };

  await expect(readPages(read)).resolves.toEqual({ rows: all, more: false });
  await expect(readPages(read, 2)).resolves.toEqual({ rows: all.slice(0, 6), more: true });
  await expect(readPages(async () => null)).resolves.toEqual({ rows: [], more: false });
});
