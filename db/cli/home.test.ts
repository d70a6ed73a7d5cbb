/** Which database a command works with when nobody said so: that of the project, wherever in it one stands. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { homeOfProject } from "../config.ts";
import { reflux } from "../testing/command.ts";
import { removeHome, temporaryHome } from "../testing/server.ts";
import { writeFiles } from "../testing/sql-folder.ts";

const project = temporaryHome();
afterAll(() => removeHome(project));

test("the nearest folder with a package.json or a .reflux is the project's", () => {
  writeFiles(project, { "outer/package.json": "{}", "outer/inner/package.json": "{}" });
  const at = (path: string) => {
    mkdirSync(join(project, path), { recursive: true });
    return homeOfProject(join(project, path)).slice(project.length + 1);
  };

  expect(at("outer/flows/deep")).toBe("outer/.reflux");
  expect(at("outer/inner/flows")).toBe("outer/inner/.reflux");
  expect(at("elsewhere/flows")).toBe("elsewhere/flows/.reflux");
  at("elsewhere/.reflux");
  expect(at("elsewhere/flows")).toBe("elsewhere/.reflux");
});

test("a command says so when it makes a new database, and a second folder of the project has the same", async () => {
  writeFiles(project, { "app/package.json": "{}", "app/flows/readme": "", "app/nodes/readme": "" });
  const from = async (folder: string) =>
    await reflux(["token", "list"], { cwd: join(project, "app", folder) });

  const first = await from("flows");
  const second = await from("nodes");

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(first.stderr).toContain(`there is no database in ${join(project, "app/.reflux")} yet: making one`);
  expect(second.stderr).not.toContain("making one");
});
