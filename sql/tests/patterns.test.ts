import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";

test("no function that asks a regular expression tells it", async () => {
  const { rows } = await withTx((db) =>
    db.query<{ name: string; pattern: string; asked: number; stands: number }>(
      `with p as (
         select p.oid::regproc::text as name, p.prosrc, m[1] as pattern, count(*) as asked
         from pg_proc p, regexp_matches(p.prosrc, '~\\*? ''((?:[^'']|'''')+)''', 'g') m
         where p.pronamespace in ('reflux'::regnamespace, 'reflux_private'::regnamespace)
         group by p.oid, p.prosrc, m[1])
       select name, pattern, asked::int, ((length(prosrc) - length(replace(prosrc, pattern, ''))) / length(pattern)) as stands
       from p where length(pattern) > 8`,
    ),
  );

  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter(({ asked, stands }) => asked !== stands)).toEqual([]);
});
