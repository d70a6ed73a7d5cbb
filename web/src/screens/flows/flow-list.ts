/** Which flows are shown, in which order, and what is said of each. */
import type { FlowRowFragment } from "../../../generated/graphql.ts";
import { readSort, type Sorting } from "../../data/url.ts";

export type FlowState = "enabled" | "disabled" | "draft" | "archived";
export type FlowSort = "name" | "p95" | "last" | "next";

export interface FlowFilter {
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  readonly state?: FlowState | undefined;
  readonly sort?: string | undefined;
}

/** What it can do now: an archived flow or one without a version starts nothing, whatever its switch says. */
export function stateOf(flow: Pick<FlowRowFragment, "archivedAt" | "currentVersion" | "enabled">): FlowState {
  if (flow.archivedAt !== null) return "archived";
  if (flow.currentVersion === null) return "draft";
  return flow.enabled ? "enabled" : "disabled";
}

export function lastRunAt(flow: FlowRowFragment): string | null {
  return flow.recent.nodes[0]?.createdAt ?? null;
}

export function shownFlows(
  flows: readonly FlowRowFragment[],
  filter: FlowFilter,
): readonly FlowRowFragment[] {
  const words = (filter.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const { column, direction } = sortOf(filter.sort);
  const turn = direction === "descending" ? -1 : 1;
  return flows
    .filter((flow) => {
      const text = `${flow.slug} ${flow.title ?? ""} ${flow.tags.join(" ")}`.toLowerCase();
      return (
        words.every((word) => text.includes(word)) &&
        (filter.tag === undefined || flow.tags.includes(filter.tag)) &&
        (filter.state === undefined ? flow.archivedAt === null : stateOf(flow) === filter.state)
      );
    })
    .toSorted((a, b) => {
      const [left, right] = [valueOf(a, column), valueOf(b, column)];
      // What has no value stands last, whichever way the column runs.
      if (left === null || right === null) return Number(left === null) - Number(right === null);
      return (left < right ? -1 : left > right ? 1 : 0) * turn || (a.slug < b.slug ? -1 : 1);
    });
}

export const sortOf = (text: string | undefined): Sorting<FlowSort> =>
  readSort(text, ["name", "p95", "last", "next"], { column: "name", direction: "ascending" });

export function tagsOf(flows: readonly FlowRowFragment[]): readonly string[] {
  const tags = flows.filter((flow) => flow.archivedAt === null).flatMap((flow) => flow.tags);
  return [...new Set(tags.filter((tag) => tag !== null))].toSorted();
}

export function countStates(flows: readonly FlowRowFragment[]): ReadonlyMap<FlowState, number> {
  const counts = new Map<FlowState, number>();
  for (const flow of flows) counts.set(stateOf(flow), (counts.get(stateOf(flow)) ?? 0) + 1);
  return counts;
}

/** A name for the copy that is not taken, as far as is known here: `orders-copy`, `orders-copy-2`. */
export function copyName(slug: string, taken: ReadonlySet<string>): string {
  const base = `${slug.replace(/-copy(-\d+)?$/, "").slice(0, 55)}-copy`;
  for (let number = 2, name = base; ; name = `${base}-${number}`, number += 1)
    if (!taken.has(name)) return name;
}

/** `Order intake (EU)` → `order-intake-eu`: what the database takes as the name of a flow. */
export function slugOf(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{Diacritic}/gu, "")
    .replaceAll(/[^a-z0-9_]+/g, "-")
    .replaceAll(/^[-_]+|-+$/g, "")
    .slice(0, 63);
}

export const isSlug = (text: string) => /^[a-z0-9][a-z0-9_-]{0,62}$/.test(text);

function valueOf(flow: FlowRowFragment, column: FlowSort): string | number | null {
  switch (column) {
    case "name":
      return flow.slug;
    case "p95":
      return flow.p95Ms;
    case "last":
      return lastRunAt(flow);
    case "next":
      return flow.nextRunAt;
  }
}
