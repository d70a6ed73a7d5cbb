import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** `npm run check`: SQL is read as prose is, so no line of it is wider than a page. Names file and line of each that is. */
const widest = 110;
const root = fileURLToPath(new URL("..", import.meta.url));

/** Migrations up to this one are out, and never edited. */
const out = 28;

function sqlFiles(): string[] {
  return ["sql", "db", "worker", "graphql", "nodes", "bench"].flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".sql") && !name.includes("node_modules"))
      .map((name) => `${folder}/${name}`),
  );
}

function isOut(file: string): boolean {
  return Number(/^sql\/migrations\/(\d+)/.exec(file)?.[1] ?? Infinity) <= out;
}

const wide = sqlFiles()
  .filter((file) => !isOut(file))
  .flatMap((file) =>
    readFileSync(`${root}/${file}`, "utf8")
      .split("\n")
      .flatMap((line, index) =>
        line.length > widest ? [`${file}:${index + 1}: ${line.length} columns`] : [],
      ),
  );
if (wide.length > 0) {
  console.error(`${wide.join("\n")}\n${wide.length} lines of SQL are wider than ${widest} columns`);
  process.exitCode = 1;
}
