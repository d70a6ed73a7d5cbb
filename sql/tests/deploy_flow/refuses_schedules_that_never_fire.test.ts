import { Cron } from "croner";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { cronProblem, zoneProblem } from "#language/cron.ts";
import { type Db, flow } from "../kit.ts";

/** Never: refused. */
const never = [
  "60 * * * *",
  "*/65 * * * *",
  "0 0 30 2 *",
  "0 0 31 4,6,9,11 *",
  "0 0 30-31 2 *",
  "0 0 31 11 ?",
  "0 0 0 30 2 *",
  "0 0 31W 2,4 *",
  "50-10 * * * *",
  "0 0 * * FRI-MON",
  "0 0 * 11-2 *",
  "*/0 * * * *",
  "0-30/0 * * * *",
  "5/15 * * * *",
  "* * * * * * *",
  "* * * *",
  "",
  ", * * * *",
  "1,, * * * *",
  "1, * * * *",
  "0 24 * * *",
  "0 0 0 * *",
  "0 0 32 * *",
  "0 0 * 0 *",
  "0 0 * 13 *",
  "0 0 * * 8",
  "60 0 0 * * *",
  "-1 * * * *",
  "1.5 * * * *",
  "a * * * *",
  "H * * * *",
  "0 0 * MON *",
  "0 0 * * JAN",
  "0 0 * * TUES",
  "0 0 * JANUARY *",
  "@daily",
  "@reboot",
  "*/5/2 * * * *",
  "1-5-7 * * * *",
  "**/5 * * * *",
  "0 0 L-3 * *",
  "0 0 W * *",
  "0 0 * * L",
  "0 0 * * 5#6",
  "0 0 * * 5#0",
  "0 0 10-15W * *",
  "0 0 * * 1W",
  "0 0 29#1 * *",
  "* * * * * 2050",
  "０ * * * *",
  "99999999999 * * * *",
  "0 0 */32 * *",
  "0 */25 * * *",
];

/** Sooner or later: deployed. */
const sometime = [
  "* * * * *",
  "*/5 * * * *",
  "* * * * * *",
  " 0  7\t* * 1-5 ",
  "0 0 29 2 *",
  "0 0 30 2 1",
  "0 0 31 2,3 *",
  "0 0 L 2 *",
  "0 0 LW * *",
  "0 0 15W * *",
  "0 0 * * 5#2",
  "0 0 * 2 1#5",
  "0 0 * * 5L",
  "0 0 * * MON#L",
  "0 0 * * 7",
  "0 0 * * 0-7",
  "0 0 * jan-mar mon-fri",
  "0 0 ? * MON",
  "0 0 1 1 ?",
  "*/60 * * * *",
  "0 */24 * * *",
  "0 0 */31 2 *",
  "0-30/10,45 9-17/2 1,15 */3 *",
  "007 * * * *",
  "0 0 L,15 * *",
  "0 0 * * 1-3#2",
  "0 0 31 4 */2",
];

async function paths(db: Db, config: object): Promise<string[]> {
  const document = flow({ tick: { node: "schedule.cron", config }, work: {} }, ["tick -> work"]);
  const { rows } = await db.query<{ path: string }>(
    "select p ->> 'path' as path from jsonb_array_elements(reflux.check_flow($1)) p",
    [JSON.stringify(document)],
  );
  return rows.map(({ path }) => path);
}

async function announce(db: Db): Promise<void> {
  const node = (id: string, kind: string) => ({
    id,
    version: 1,
    kind,
    effects: "pure",
    config: {},
    ports: ["out"],
  });
  await db.query("select reflux_private.register_worker('w', $1, 1)", [
    JSON.stringify([node("schedule.cron", "trigger"), node("test.work", "action")]),
  ]);
}

/** What the scheduler itself makes of it. */
function fires(cron: string): boolean {
  try {
    return (
      new Cron(cron, { timezone: "UTC", mode: "5-or-6-parts" }).nextRun(new Date("2026-01-01T00:00:00Z")) !==
      null
    );
  } catch {
    return false;
  }
}

test("what can never fire is refused with its path, what can is not, and the editor and the scheduler say the same", async () => {
  await withTx(async (db) => {
    await announce(db);
    const seen: unknown[] = [];
    for (const cron of [...never, ...sometime]) {
      seen.push([cron, await paths(db, { cron }), cronProblem(cron) === undefined, fires(cron)]);
    }

    expect(seen).toEqual([
      ...never.map((cron) => [cron, ["steps.tick.config.cron"], false, cron === "@daily"]),
      ...sometime.map((cron) => [cron, [], true, true]),
    ]);
  });
});

test("SQL and TypeScript agree on expressions made of whatever the fields may hold", async () => {
  const parts = [
    "*",
    "?",
    "0",
    "5",
    "12",
    "29",
    "30",
    "31",
    "59",
    "60",
    "L",
    "LW",
    "31W",
    "1#5",
    "5L",
    "*/2",
    "1-5",
    "5-1",
    "FEB",
    "APR,FEB",
    "SUN",
    "30,31",
    "*/40",
    "",
  ];
  let seed = 7;
  const pick = () => parts[(seed = (seed * 48_271) % 2_147_483_647) % parts.length] ?? "*";
  const lines = Array.from({ length: 3_000 }, () => {
    const line = ["0", "0", pick(), pick(), pick()];
    if (seed % 5 === 0) line[seed % 3] = pick();
    return line.join(" ");
  });
  const { rows } = await withTx((db) =>
    db.query<{ line: string; problem: string | null }>(
      "select line, reflux_private.cron_problem(line) as problem from unnest($1::text[]) line",
      [lines],
    ),
  );

  expect(rows.filter(({ line, problem }) => problem !== (cronProblem(line) ?? null))).toEqual([]);
  expect(rows.filter(({ line, problem }) => (problem === null) !== fires(line))).toEqual([]);
});

test("a time zone is a name of the list, for both", async () => {
  const bad = [
    "Mars/Olympus",
    "Mars/Olympus-3",
    "CEST",
    "PST",
    "UTC+2",
    "+02:00",
    "",
    "Z",
    "posixrules",
    "Factory",
    "local",
    "Europe",
    "Europe/Berlin ",
    "right/UTC",
    "A5",
  ];
  const good = [
    "UTC",
    "utc",
    "GMT",
    "Etc/GMT+5",
    "EST5EDT",
    "Europe/Berlin",
    "europe/berlin",
    "US/Pacific",
    "Asia/Calcutta",
    "America/Argentina/Ushuaia",
    ...Intl.supportedValuesOf("timeZone"),
  ];
  const { rows } = await withTx((db) =>
    db.query<{ zone: string; problem: string | null }>(
      "select zone, reflux_private.zone_problem(zone) as problem from unnest($1::text[]) zone",
      [[...bad, ...good.slice(0, 60)]],
    ),
  );

  expect(rows.filter(({ zone, problem }) => problem !== (zoneProblem(zone) ?? null))).toEqual([]);
  expect(rows.filter(({ problem }) => problem !== null).map(({ zone }) => zone)).toEqual(bad);
  await withTx(async (db) => {
    await announce(db);
    expect(await paths(db, { cron: "0 9 * * *", timezone: "Mars/Olympus" })).toEqual([
      "steps.tick.config.timezone",
    ]);
    const { rows: names } = await db.query<{ name: string }>(
      "select name from pg_timezone_names where name !~ '^(posix|right)/'",
    );
    const unknown = names.filter(({ name }) => zoneProblem(name) !== undefined).map(({ name }) => name);
    expect(unknown.filter((name) => !["Factory", "posixrules", "localtime"].includes(name))).toEqual([]);
  });
});
