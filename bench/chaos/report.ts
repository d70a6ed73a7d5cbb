import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Environment } from "../lib/environment.ts";
import { markdown, replaceBetween } from "../lib/report.ts";
import { resultsFolder } from "../lib/results.ts";
import { type Summary, shortly } from "./scenarios.ts";

export type Row = {
  readonly name: string;
  readonly what: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly summary?: Summary;
  readonly broken?: string;
};
export type ChaosResults = {
  readonly seed: number;
  readonly environment: Environment;
  readonly rows: readonly Row[];
};

const readme = fileURLToPath(new URL("../../README.md", import.meta.url));

/** Writes the newest full run of the fault suite into the README, between `<!-- bench:chaos -->` markers. */
export function reportChaos(): string {
  const file = readdirSync(resultsFolder)
    .filter((name) => /^chaos-.*\.json$/.test(name) && !name.endsWith(".quick.json"))
    .toSorted()
    .at(-1);
  if (file === undefined) return "no full run of the fault suite yet: npm run chaos";
  const results = JSON.parse(readFileSync(`${resultsFolder}/${file}`, "utf8")) as ChaosResults;
  const before = readFileSync(readme, "utf8");
  const after = replaceBetween(before, "chaos", render(results, file));
  if (after === undefined) return "README.md: has no markers <!-- bench:chaos -->";
  writeFileSync(readme, after);
  return `README.md: ${after === before ? "current" : "written"}`;
}

function render({ environment, seed, rows }: ChaosResults, file: string): string {
  const kept = rows.filter(({ ok }) => ok).length;
  return [
    `\`npm run chaos\`, ${environment.at.slice(0, 10)} at \`${environment.commit}\`, seed ${seed}: promises kept in ${kept} of ` +
      `${rows.length} scenarios. All figures: [${file}](bench/results/${file}).`,
    markdown([
      ["fault", "kept", "seconds", "what happened"],
      ...rows.map(({ what, ok, seconds, summary, broken }) => [
        what,
        ok ? "yes" : "NO",
        `${Math.round(seconds)}`,
        broken ?? shortly(summary ?? {}),
      ]),
    ]),
  ].join("\n\n");
}
