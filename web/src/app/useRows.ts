import { useQuery } from "@tanstack/react-query";
import { type ListPage, readPages } from "../data/pages.ts";
import type { Right } from "../data/rights.ts";
import { useRefusal } from "./useWho.ts";

export interface RowsOptions<Row> {
  readonly name: string;
  readonly read: (
    page: { readonly after: string | null; readonly offset: number },
    signal: AbortSignal,
  ) => Promise<ListPage<Row> | null | undefined>;
  /** Left out: everybody may read it. */
  readonly right?: Right;
  /** Of what nothing tells when it changes. */
  readonly every?: number;
  /** Pages at most: of what grows for ever the newest are enough. */
  readonly most?: number;
}

/** A list of what is set for all, to its end. */
export function useRows<Row>({ name, read, right, every, most }: RowsOptions<Row>) {
  const refusal = useRefusal(right);
  return useQuery({
    queryKey: [name],
    enabled: refusal === undefined,
    queryFn: async ({ signal }) => readPages(async (after, offset) => read({ after, offset }, signal), most),
    refetchInterval: every ?? false,
    staleTime: 0,
  });
}
