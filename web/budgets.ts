/**
 * What a reader downloads, checked at each build: gzip sizes of what a page needs, following static imports. A build over
 * budget fails, so that a heavy import is noticed by whoever adds it.
 */
import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

interface Budget {
  readonly name: string;
  /** The module whose chunk begins the download; the entry when left out. */
  readonly module?: RegExp;
  /** Counted on top of the shell, or with it. */
  readonly onTop: boolean;
  readonly kilobytes: number;
}

/** UI.md, section 5. A screen is measured from the day it is there. */
const budgets: readonly Budget[] = [
  { name: "shell", onTop: false, kilobytes: 230 },
  { name: "flows, first load", module: /screens\/flows\/FlowsScreen/, onTop: false, kilobytes: 250 },
  { name: "editor", module: /screens\/editor\/EditorScreen/, onTop: true, kilobytes: 110 },
  { name: "code editor", module: /ui\/code\/LiveEditor/, onTop: true, kilobytes: 200 },
  { name: "observe", module: /screens\/observe\//, onTop: true, kilobytes: 40 },
];
const allStyles = 30;

export function checkBudgets(): Plugin {
  return {
    name: "reflux:budgets",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const rows = measure(bundle);
        this.info(`gzip\n${rows.map((row) => `  ${row.ok ? " " : "!"} ${row.text}`).join("\n")}`);
        if (rows.some((row) => !row.ok)) this.error("over budget: see the lines marked with !");
      },
    },
  };
}

function measure(bundle: Rollup.OutputBundle) {
  const files = Object.values(bundle);
  const chunks = files.filter((file) => file.type === "chunk");
  const entry = chunks.find((chunk) => chunk.isEntry);
  if (!entry) throw new Error("the bundle has no entry");
  const shell = closure(entry.fileName, bundle);

  const rows = budgets.flatMap((budget) => {
    const start = budget.module
      ? chunks.find((chunk) => budget.module?.test(chunk.facadeModuleId ?? ""))
      : entry;
    if (!start) return [];
    const needed = closure(start.fileName, bundle);
    const counted = budget.onTop ? needed.difference(shell) : needed.union(shell);
    return [row(budget.name, sum(counted, bundle), budget.kilobytes)];
  });
  const styles = files.filter((file) => file.fileName.endsWith(".css")).map((file) => file.fileName);
  const fonts = files.filter((file) => /\.woff2?$/.test(file.fileName)).length;
  return [
    ...rows,
    row("styles, all", sum(new Set(styles), bundle), allStyles),
    { text: `fonts: ${fonts} of 1 file`, ok: fonts <= 1 },
  ];
}

/** A chunk with all it imports at once; what it loads later is not in it. */
function closure(fileName: string, bundle: Rollup.OutputBundle, seen = new Set<string>()): Set<string> {
  const file = bundle[fileName];
  if (file?.type !== "chunk" || seen.has(fileName)) return seen;
  seen.add(fileName);
  for (const imported of file.imports) closure(imported, bundle, seen);
  return seen;
}

function sum(fileNames: ReadonlySet<string>, bundle: Rollup.OutputBundle): number {
  let bytes = 0;
  for (const name of fileNames) {
    const file = bundle[name];
    if (file) bytes += gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }).length;
  }
  return bytes / 1_000;
}

function row(name: string, kilobytes: number, budget: number) {
  return { text: `${name}: ${kilobytes.toFixed(1)} of ${budget} KB`, ok: kilobytes <= budget };
}
