export interface ListPage<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export interface Rows<Row> {
  readonly rows: readonly Row[];
  /** There are more than were read. */
  readonly more: boolean;
}

/** A list page by page to its end, or to so many pages: then it says that there is more. */
export async function readPages<Row>(
  read: (after: string | null, offset: number) => Promise<ListPage<Row> | null | undefined>,
  most = 20,
): Promise<Rows<Row>> {
  const rows: Row[] = [];
  let after: string | null = null;
  for (let page = 0; page < most; page += 1) {
    const found: ListPage<Row> | null | undefined = await read(after, rows.length);
    rows.push(...(found?.nodes ?? []));
    after = found?.pageInfo.endCursor ?? null;
    if (!found?.pageInfo.hasNextPage) return { rows, more: false };
  }
  return { rows, more: true };
}
