import { FlowListDocument, type FlowRowFragment } from "../../../generated/graphql.ts";
import { type Reading, useReading } from "../../app/useReading.ts";
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
    const flows: FlowRowFragment[] = [];
    let after: string | null = null;
    let more = true;
    let seq: string | undefined;
    for (let page = 0; more && page < PAGES; page += 1) {
      const answer: Awaited<ReturnType<typeof read>> = await read(after, signal);
      // The number of the first page: what changed while the rest was read is read again.
      seq ??= answer.changeSeq;
      flows.push(...(answer.flows?.nodes ?? []));
      more = answer.flows?.pageInfo.hasNextPage ?? false;
      after = answer.flows?.pageInfo.endCursor ?? null;
    }
    return { seq: seq ?? "0", value: { flows, more } };
  });
}

const read = async (after: string | null, signal: AbortSignal) =>
  request(FlowListDocument, { first: PAGE, after }, signal);
