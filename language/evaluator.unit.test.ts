import { expect, test } from "vitest";
import { createEvaluator } from "./evaluator.ts";
import { parseJson } from "./json.ts";

const scope = parseJson(`{"input": {
  "id": 7615917337495251231, "other": 7615917337495251232, "safe": 9007199254740991, "huge": 1e400,
  "list": [1, 2, 9007199254740993], "text": "7615917337495251231"
}}`);

async function give(source: string): Promise<unknown> {
  const options = { timeout: 1_000, stack: 500, sequence: 1_000, RegexEngine: RegExp };
  return await createEvaluator(source, options).evaluate(scope);
}

const values: readonly (readonly [source: string, json: string | undefined])[] = [
  ["input.id", "7615917337495251231"],
  ["input.id = 7615917337495251231", "true"],
  ["input.id = 7615917337495251000", "false"],
  ["input.id != input.other", "true"],
  ["input.id = $number(input.text)", "true"],
  ["input.id in [1, 7615917337495251231]", "true"],
  ["2 in [1, 2]", "true"],
  ["input.list[$ = 9007199254740993]", "9007199254740993"],
  ["$distinct([input.id, 7615917337495251231])", "[7615917337495251231]"],
  ["input.id < input.other", "true"],
  ["input.id > input.safe and input.safe >= input.safe", "true"],
  ["input.id + 1", "7615917337495251232"],
  ["input.other - input.id", "1"],
  ["input.safe + 2", "9007199254740993"],
  ["-input.id", "-7615917337495251231"],
  ["-7615917337495251231", "-7615917337495251231"],
  ["input.id % 10", "1"],
  ["input.huge * 2 > 1e308", "true"],
  ["$sum(input.list)", "9007199254740996"],
  ["$max(input.list)", "9007199254740993"],
  ["$min(input.list)", "1"],
  ["$abs(-input.id)", "7615917337495251231"],
  ["$type(input.id)", '"number"'],
  ["input.id ? 1 : 0", "1"],
  ['"order " & input.id', '"order 7615917337495251231"'],
  ["$string(input.list)", '"[1,2,9007199254740993]"'],
  ["$string(0.1234567890123456)", '"0.1234567890123456"'],
  ["0.1 + 0.2", "0.3"],
  ["$base64encode('日本')", '"5pel5pys"'],
  ["$base64encode('user:pässwörd')", '"dXNlcjpww6Rzc3fDtnJk"'],
  ["$base64decode('5pel5pys')", '"日本"'],
  ["$base64decode('8J-Ygw')", '"😃"'],
  ["$fromMillis(0, (), '+05:30')", '"1970-01-01T05:30:00.000+05:30"'],
  ["$fromMillis(0, (), '-0330')", '"1969-12-31T20:30:00.000-03:30"'],
  ["$fromMillis(0, '[H01]:[m01] [Z]', '-0330')", '"20:30 -03:30"'],
  ["$fromMillis(0, '[H01]:[m01] [Z0101] [z]', '-0030')", '"23:30 -0030 GMT-00:30"'],
  ["$fromMillis(1750000000000, (), 'Europe/Berlin')", '"2025-06-15T17:06:40.000+02:00"'],
  ["$fromMillis(1735000000000, '[H01]:[m01]', 'Europe/Berlin')", '"01:26"'],
  ["$fromMillis(1750000000000, '[H01]:[m01] [Z]', 'America/St_Johns')", '"12:36 -02:30"'],
  ["$fromMillis(253402300800000)", '"+010000-01-01T00:00:00.000Z"'],
  ["$toMillis('+010000-01-01T00:00:00.000Z')", "253402300800000"],
  ["$toMillis('2024-02-29')", "1709164800000"],
  ["$toMillis('2024-01-01T10:00:00')", "1704103200000"],
  ["$toMillis('2024-01-01T10:00:00+0530')", "1704083400000"],
  ["$toMillis('29/02/2024', '[D01]/[M01]/[Y0001]')", "1709164800000"],
  ["$toMillis('1 March 2024 at 3pm', '[D] [MNn] [Y] at [h][P]')", "1709305200000"],
  ["$keys(nothing)", undefined],
];

test.each(values)("%s", async (source, json) => {
  expect(JSON.stringify(await give(source))).toBe(json);
});

const refused: readonly (readonly [source: string, message: string])[] = [
  ["input.id / 7", "has no end"],
  ["[1, 2][$$.input.list[2]]", "no list has so many items"],
  ["$round(input.id)", "does not match function signature"],
  ["$sort([input.id, 1])", "sort"],
  ["$toMillis('2024-02-30')", "2024-02-30"],
  ["$toMillis('2024-13-01')", "2024-13-01"],
  ["$toMillis('2024-01-01T25:00:00Z')", "25:00"],
  ["$toMillis('30/02/2024', '[D01]/[M01]/[Y0001]')", "30/02/2024"],
  ["$toMillis('31.04.2024 10:00 +02:00', '[D01].[M01].[Y0001] [H01]:[m01] [Z]')", "31.04.2024"],
  ["$fromMillis(0, (), 'Mars/Olympus')", "Mars/Olympus"],
  ["$fromMillis(0, (), '+25:00')", "+25:00"],
  ["$fromMillis(1e17)", "is no time"],
  ["$base64decode('/w==')", "UTF-8"],
  ["$parseInteger('9007199254740993', '0')", "so many digits"],
  ["1 + true", "must evaluate to a number"],
  ["$eval('1')", "non-function"],
];

test.each(refused)("%s is refused", async (source, message) => {
  const said = await give(source).then(
    (value) => `gave ${JSON.stringify(value)}`,
    (error: { readonly message: string }) => error.message,
  );
  expect(said).toContain(message);
});

test("a zone's time is that of its clocks, in summer and winter, and back", async () => {
  for (const zone of ["Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Pacific/Chatham", "UTC"]) {
    for (const millis of [0, 1_700_000_000_000, 1_720_000_000_000, -500_000_000_000, 1_711_846_800_000]) {
      expect(await give(`$toMillis($fromMillis(${millis}, (), '${zone}'))`), `${zone} ${millis}`).toBe(
        millis,
      );
    }
  }
});
