import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { milliseconds } from "#language/flow/duration.ts";

const spans = [
  ..."0s|30s|500ms|1.5 hours|5 minutes|2 d|1w|1h30m|1h 30m|1 hour 5 mins|90 SECS|3 hrs|5 msecs|2 weeks 1 day|1m1s".split(
    "|",
  ),
  ..."PT5M|P1DT2H|P2W|PT0.5S|1:30|0:00:02|12:00:00.5".split("|"),
  ..."|soon|30 parsecs|P|1 2|s|h5|1..5s|1:3:4:5|{{ input }}".split("|"),
];

test.each<unknown>([...spans, 5, 0.25, true, null, {}, []])(
  "%j lasts as long on the page as in the engine",
  async (span) => {
    const { rows } = await withTx((db) =>
      db.query<{ ms: number | null }>(
        "select (extract(epoch from reflux_private.try_interval($1)) * 1000)::float8 as ms",
        [JSON.stringify(span)],
      ),
    );

    expect(milliseconds(span as string) ?? null).toBe(rows[0]?.ms);
  },
);
