/** No circles: neither among files, the imports of types included, nor among folders that stand beside each other. */
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
type Edge = readonly [from: string, to: string];

const imports = importsBy(/\b(?:from |import\()"(\.[^"]+)"/g);

function importsBy(words: RegExp): readonly Edge[] {
  return Object.entries(sources).flatMap(([file, text]) =>
    [...text.matchAll(words)]
      .map(([, path = ""]) => `.${new URL(path, `file:///${file}`).pathname}`)
      .filter((target) => target in sources)
      .map((target) => [file, target] as const),
  );
}

/** What is on a circle: what is left when whatever leads nowhere, or is led to from nowhere, has been taken away. */
function circles(edges: readonly Edge[]): readonly Edge[] {
  const [from, to] = [new Set(edges.map(([a]) => a)), new Set(edges.map(([, b]) => b))];
  const left = edges.filter(([a, b]) => from.has(b) && to.has(a));
  return left.length === edges.length ? edges : circles(left);
}

/** Of two files the folders in which they begin to differ. A file and the folders beside it are one thing. */
function folders([from, to]: Edge): readonly Edge[] {
  const [a, b] = [from.split("/"), to.split("/")];
  const at = a.findIndex((part, index) => part !== b[index]);
  const both = at < a.length - 1 && at < b.length - 1;
  return both ? [[a.slice(0, at + 1).join("/"), b.slice(0, at + 1).join("/")]] : [];
}

test("a circle is found, and what only leads to it or from it is not part of it", () => {
  expect(
    circles([
      ["in", "a"],
      ["a", "b"],
      ["b", "a"],
      ["b", "out"],
    ]),
  ).toEqual([
    ["a", "b"],
    ["b", "a"],
  ]);
  expect(folders(["./ui/table/list.ts", "./data/deep/url.ts"])).toEqual([["./ui", "./data"]]);
  expect(folders(["./ui/cx.ts", "./ui/table/list.ts"])).toEqual([]);
});

test("no file imports itself by way of others", () => {
  expect(imports.length).toBeGreaterThan(1_000);
  expect(circles(imports).map(String)).toEqual([]);
});

test("no two folders need each other", () => {
  // But for tests, which look at both, and for what is loaded when it is asked for, as the routes load the screens.
  const built = importsBy(/\bfrom "(\.[^"]+)"/g).filter(([file]) => !/\.test\.tsx?$/.test(file));
  const between = new Map(built.flatMap(folders).map((edge) => [String(edge), edge]));

  expect(between.size).toBeGreaterThan(30);
  expect(circles([...between.values()]).map(String)).toEqual([]);
});
