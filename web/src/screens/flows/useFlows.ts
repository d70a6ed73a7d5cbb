import { FlowListDocument, type FlowRowFragment } from "../../../generated/graphql.ts";
import { type Reading, useReading } from "../../app/useReading.ts";
import { readPages } from "../../data/pages.ts";
import { request } from "../../data/request.ts";

/** With their last runs a page of flows is thousands of rows; beyond so many pages a list is not what helps. */
const PAGE = 250;
const PAGES = 4;

export interface FlowList {
  readonly flows: readonly FlowRowFragment[];
  /** There are more than are read. */
  readonly more: boolean;
}

/** All flows, so that finding and sorting are instant; read again when runs change. */
export function useFlows(): Reading<FlowList> {
  return useReading("flows", async (signal) => {
    // The number of the first page: what changed while the rest was read is read again.
    let seq: string | undefined;
    const { rows, more } = await readPages(async (after) => {
      const { changeSeq, flows } = await request(FlowListDocument, { first: PAGE, after }, signal);
      seq ??= changeSeq;
      return flows;
    }, PAGES);
    return { seq: seq ?? "0", value: { flows: rows, more } };
  });
}
