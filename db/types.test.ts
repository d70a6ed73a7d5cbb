import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { withDb } from "./testing/databases.ts";
import { generateTypes, typesFile } from "./types.ts";

test("the generated types are those of the schema (else: npm run db:types)", async () => {
  const folder = await mkdtemp(join(tmpdir(), "reflux-types-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const fresh = join(folder, "types.gen.ts");

  await withDb(({ url }) => generateTypes(url, fresh));

  expect(await readFile(typesFile, "utf8")).toBe(await readFile(fresh, "utf8"));
});
