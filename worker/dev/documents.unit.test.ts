/** What documents point to is there, the words they explain are in use, and the node that one of them makes keeps the contract. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkOwnNodes } from "../own-nodes/check.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const tracked = spawnSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).stdout.trim().split("\n");
const documents = tracked.filter((file) => file.endsWith(".md") && existsSync(join(root, file)));
const textOf = (file: string) => readFileSync(join(root, file), "utf8");
const outsideCode = (text: string) => text.replaceAll(/^```[\s\S]*?^```$/gm, "");
const pages = documents.filter((file) => /(^|\/)NEW-[A-Z]+\.md$/.test(file));

/** The anchors of a document's headings, as they are made of their words. */
function anchorsOf(text: string): readonly string[] {
  return [...outsideCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("every link of a document leads to a file that is there, and to a heading of it", () => {
  const broken = documents.flatMap((file) =>
    [...outsideCode(textOf(file)).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, path = "", anchor]) => {
        const target = path === "" ? file : join(dirname(file), path);
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor);
      })
      .map(([link]) => `${file}: ${link}`),
  );

  expect(documents.length).toBeGreaterThan(30);
  expect(broken).toEqual([]);
});

test("a page on how to add something is short, can be found, and names files that are there", () => {
  const folders = new Set(tracked.filter((file) => file.includes("/")).map((file) => file.split("/")[0]));
  const wrong = pages.flatMap((file) => {
    const text = textOf(file);
    const paths = [...text.matchAll(/`([a-z]+)(\/[\w./-]+)`/g)]
      .filter(([, folder = ""]) => folders.has(folder))
      .map(([, folder, rest]) => `${folder}${rest}`)
      // What the page is about to make.
      .filter((path) => !/\/things\/|describe_flow/.test(path));
    return [
      ...paths.filter((path) => !existsSync(join(root, path))).map((path) => `${file}: ${path}`),
      ...(text.split("\n").length > 61 ? [`${file} is longer than 60 lines`] : []),
      ...(textOf("CONTRIBUTING.md").includes(`](${file})`) ? [] : [`CONTRIBUTING.md does not name ${file}`]),
    ];
  });

  expect(pages.length).toBe(4);
  expect(wrong).toEqual([]);
});

test("the words of the engine's glossary are words of its SQL", () => {
  const [, glossary = ""] = /\n## Glossary\n([\s\S]*?)\n## /.exec(textOf("sql/README.md")) ?? [];
  const words = [...glossary.matchAll(/^\| ([a-z-]+)(?:, ([a-z]+))? \|/gm)]
    .flatMap(([, ...both]) => both.filter((word) => word !== undefined))
    .filter((word) => word !== "word" && word !== "---");
  const sql = tracked
    .filter(
      (file) => /^sql\/(functions|comments|debug|views)\/.*\.sql$/.test(file) && existsSync(join(root, file)),
    )
    .map(textOf)
    .join("\n")
    .toLowerCase();

  expect(words.length).toBeGreaterThan(25);
  expect(words.filter((word) => !sql.includes(word.replace("hand-off", "handed")))).toEqual([]);
});

test("the node that NEW-NODE.md makes keeps the contract", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync("/tmp/reflux-new-node-");
  try {
    for (const [, path = "", text = ""] of textOf("nodes/NEW-NODE.md").matchAll(
      /^```ts\n\/\/ (my-nodes\/\S+)\n([\s\S]*?)^```$/gm,
    )) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    writeFileSync(join(folder, "my-nodes/demo.shout/README.md"), textOf("nodes/_template/README.md"));

    const checked = await checkOwnNodes(join(folder, "my-nodes"));

    expect(checked.map(({ node, findings }) => [node, findings])).toEqual([["demo.shout@1", []]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
