import { expect, test } from "vitest";
import { drawBars } from "./chart.ts";
import { render, replaceBetween } from "./report.ts";
import { metricsOf, type Results } from "./results.ts";
import { summarise } from "./statistics.ts";
import { formatCell, printTable, type Table } from "./table.ts";

const table: Table = {
  key: "throughput",
  title: "Steps per second",
  columns: ["chain of 10", "fan-out"],
  chart: ["chain of 10"],
  rows: [
    {
      name: "REFLUX, 1 worker",
      note: "concurrency 100",
      cells: { "chain of 10": summarise([12_000, 11_000, 13_456]), "fan-out": summarise([9_000]) },
    },
    { name: "A | B <peer>", cells: { "chain of 10": summarise([1_000]) } },
    { name: "n8n", skipped: "not installed", cells: {} },
  ],
};

const results: Results = {
  bench: "engine",
  quick: false,
  rounds: 5,
  environment: {
    at: "2026-01-02T03:04:05.000Z",
    machine: "linux-x64-2core-8gb",
    cpu: "A processor",
    cores: 2,
    memoryGb: 8,
    system: "linux x64",
    node: "v24.0.0",
    postgres: "18.4",
    settings: { synchronous_commit: "on" },
    commit: "abc1234",
  },
  tables: [table],
  bars: [
    { name: "chain against peer", value: 12, bar: "≥ 10", ok: true },
    { name: "idle queries", value: 7, bar: "≤ 5", ok: false },
    { name: "fan-out against n8n", value: undefined, bar: "≥ 10", ok: undefined },
  ],
};

const place = { folder: "results", file: "x-engine.json", picture: "x-engine.svg" };

test("a cell tells the median and, of several samples, the range", () => {
  expect(formatCell(summarise([12_000, 11_000, 13_456]))).toBe("12,000 (11,000–13,456)");
  expect(formatCell(summarise([0.12345]))).toBe("0.123");
  expect(formatCell(undefined)).toBe("–");
});

test("the rendered text names machine, commit, figures, settings, skipped rows and every bar", () => {
  const text = render(results, place);

  expect(text).toContain("`abc1234`: A processor, 2 cores");
  expect(text).toContain("| REFLUX, 1 worker | 12,000 (11,000–13,456) | 9,000 |");
  expect(text).toContain("| A \\| B <peer> | 1,000 | – |");
  expect(text).toContain("| n8n | *not installed* |  |");
  expect(text).toContain("concurrency 100");
  expect(text).toContain("**Bars: 1 of 3 passed**");
  expect(text).toContain("| idle queries | 7 | ≤ 5 | MISS |");
  expect(text).toContain("| fan-out against n8n | – | ≥ 10 | not measured |");
});

test("only what is between the markers of the suite is replaced", () => {
  const document = "before\n<!-- bench:engine -->\nold\n<!-- /bench:engine -->\nafter\n";

  const once = replaceBetween(document, "engine", "new");

  expect(once).toBe("before\n<!-- bench:engine -->\nnew\n<!-- /bench:engine -->\nafter\n");
  expect(replaceBetween(once ?? "", "engine", "new")).toBe(once);
  expect(replaceBetween(document, "web", "new")).toBeUndefined();
});

test("the picture draws a bar for each figure of a charted column and for no other", () => {
  const svg = drawBars([table]);

  expect(svg.match(/<rect/g)).toHaveLength(2);
  expect(svg).toContain("A | B &lt;peer&gt;");
  expect(svg).toContain('class="bar own"');
});

test("the terminal table lines its columns up and leaves room for a reason", () => {
  const lines = printTable(table).split("\n");

  expect(lines[1]?.indexOf("chain of 10")).toBe(lines[2]?.indexOf("12,000"));
  expect(lines.at(-1)).toMatch(/^ {2}n8n +not installed$/);
});

test("metrics are named by table, row and column", () => {
  expect(metricsOf([table])).toMatchObject({ "throughput.reflux-1-worker.chain-of-10": 12_000 });
});
