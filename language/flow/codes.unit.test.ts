import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codes } from "./codes.ts";

const errors = readFileSync(new URL("../../db/ERRORS.md", import.meta.url), "utf8");

test("each code means one thing, and ERRORS.md says what", () => {
  const used = Object.values(codes);

  expect(used.filter((code, index) => used.indexOf(code) !== index)).toEqual([]);
  expect(used.filter((code) => !errors.includes(`### ${code} `))).toEqual([]);
});
