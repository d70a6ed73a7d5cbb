import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What the page loads, too: each is told in README.md. */
const libraries = ["jsonata", "re2js", "yaml"];

test("the language imports itself and three libraries, nothing else", () => {
  const files = globSync("**/*.ts", { cwd: import.meta.dirname }).filter(
    (file) => !file.endsWith(".test.ts") && !file.includes("testing/"),
  );
  const foreign = files.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    const imported = [...text.matchAll(/(?:^(?:import|export|\}).*\bfrom |^import |\bimport\()"([^"]+)"/gm)];
    return imported
      .map(([, name = ""]) => name)
      .filter((name) => !libraries.includes(name) && !/^\.{1,2}\//.test(name))
      .map((name) => `${file}: ${name}`);
  });

  expect(files.length).toBeGreaterThan(40);
  expect(foreign).toEqual([]);
});
