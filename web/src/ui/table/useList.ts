import { type Dispatch, type SetStateAction, useMemo, useState } from "react";
import { emptyList, type ListState, prune } from "./list.ts";

/** The list over these rows: what was active or marked is forgotten when its row is gone. */
export function useList<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
): readonly [ListState, Dispatch<SetStateAction<ListState>>] {
  const [list, setList] = useState(emptyList);
  const shown = useMemo(() => prune(rows.map(rowKey), list), [rows, rowKey, list]);
  return [shown, setList];
}
