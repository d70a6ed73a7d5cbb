import { digits, type Table } from "./table.ts";

const row = 26;
const label = 250;
const width = 860;

/** Horizontal bars of every column that asks for a picture, as one SVG that reads on light and dark pages. */
export function drawBars(tables: readonly Table[]): string {
  const groups = tables.flatMap((table) =>
    (table.chart ?? []).map((column) => ({
      title: `${table.title}: ${column}`,
      bars: table.rows.flatMap(({ name, cells }) => {
        const value = cells[column]?.median;
        return value === undefined ? [] : [{ name, value }];
      }),
    })),
  );
  let top = 0;
  const parts = groups.map(({ title, bars }) => {
    const largest = Math.max(...bars.map(({ value }) => value), 0);
    const lines = bars.map(({ name, value }, index) => {
      const y = top + 34 + index * row;
      const length = Math.max(1, (value / largest) * (width - label - 110));
      const own = name.startsWith("REFLUX") ? " own" : "";
      return (
        `<text x="${label - 10}" y="${y + 15}" text-anchor="end">${escape(name)}</text>` +
        `<rect class="bar${own}" x="${label}" y="${y + 3}" width="${length.toFixed(1)}" height="${row - 8}" rx="3"/>` +
        `<text x="${label + length + 8}" y="${y + 15}">${digits(value)}</text>`
      );
    });
    const heading = `<text class="title" x="0" y="${top + 20}">${escape(title)}</text>`;
    top += 34 + bars.length * row + 18;
    return [heading, ...lines].join("\n");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${Math.max(top, 1)}" role="img">`,
    "<style>text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}.bar{fill:#8c959f}.own{fill:#3b6fe0}" +
      "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bar{fill:#6e7681}.own{fill:#6f9bff}}</style>",
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
