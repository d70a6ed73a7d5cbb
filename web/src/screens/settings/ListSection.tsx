import type { ReactNode } from "react";
import { ReadProblem } from "../../app/ReadProblem.tsx";
import type { Rows } from "../../data/pages.ts";
import type { Right } from "../../data/rights.ts";
import { PlainTable, type PlainTableProps } from "../../ui/table/PlainTable.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { formatCount } from "../../ui/values/number.ts";
import { NotForYou } from "./NotForYou.tsx";
import { Section, type SectionProps } from "./Section.tsx";

export interface ListSectionProps<Row>
  extends Pick<SectionProps, "title" | "words">,
    Pick<PlainTableProps<Row>, "columns" | "rowKey" | "faded"> {
  readonly sql: string;
  readonly graphql: string;
  /** Left out: everybody may read it. */
  readonly right?: Right;
  readonly query: { readonly data?: Rows<Row> | undefined; readonly error: Error | null };
  /** Makes a new one. Beside the title once there are some; the empty list has its own place for it. */
  readonly button?: ReactNode;
  readonly empty: ReactNode;
  /** The dialogs. */
  readonly children?: ReactNode;
}

/** A list of what is set for all: how to ask for it oneself, why it cannot be read, or that there is nothing yet. */
export function ListSection<Row>(props: ListSectionProps<Row>) {
  const { title, words, sql, graphql, right, query, button, empty, children, ...table } = props;
  const rows = query.data?.rows ?? [];
  return (
    <Section
      title={title}
      words={words}
      actions={
        <>
          <CopyAs sql={sql} graphql={graphql} link={location.href} />
          {rows.length > 0 && button}
        </>
      }
    >
      {right && <NotForYou right={right} />}
      <ReadProblem error={query.error} />
      {query.data && rows.length === 0 && empty}
      {rows.length > 0 && <PlainTable label={title} rows={rows} {...table} />}
      {query.data?.more && (
        <p className="quiet">The first {formatCount(rows.length)}. There are more: ask for them as SQL.</p>
      )}
      {children}
    </Section>
  );
}
