import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import documents from "../../generated/persisted-documents.json" with { type: "json" };
import { needs, readWho, refusalOf, roles, type Who } from "./rights.ts";

const as = (role: Who["role"], allFlows = true): Who => ({ role, actor: "ada", allFlows });

test("each may also what the one before may", () => {
  expect(roles.map((role) => refusalOf("pause_run", as(role)))).toEqual([
    "Needs the role operator. Yours is viewer.",
    undefined,
    undefined,
    undefined,
  ]);
  expect(refusalOf("create_token", as("editor"))).toBe("Needs the role admin. Yours is editor.");
});

test("a token of some flows may not what concerns all of them", () => {
  expect(refusalOf("create_flow", as("admin", false))).toMatch(/all flows/);
  expect(refusalOf("pause_run", as("operator", false))).toBeUndefined();
});

test("of somebody unknown nothing is said: the answer is Postgres' own", () => {
  expect(refusalOf("change_settings", undefined)).toBeUndefined();
});

test("every mutation that the app can send has its role here", () => {
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const mutations = Object.values(documents).flatMap(
    (text) => /^mutation [^{]*\{\s*(\w+)/.exec(text)?.[1] ?? [],
  );

  expect(mutations.length).toBeGreaterThan(15);
  expect(mutations.map(snake).filter((call) => !Object.hasOwn(needs, call))).toEqual([]);
});

test("the roles are those of the grants", () => {
  const granted = new Map<string, string>();
  for (const person of ["viewer", "operator", "editor", "admin"]) {
    const text = readFileSync(new URL(`../../../sql/access/reflux_${person}.sql`, import.meta.url), "utf8");
    for (const [, what = "", role = ""] of text.matchAll(
      /^grant (?:execute on function|select [^;]*?\son)\s+([^;]*?)\s+to reflux_(\w+);/gm,
    )) {
      for (const name of what.match(/\breflux\.\w+/g) ?? []) granted.set(name.replace("reflux.", ""), role);
      // The API encrypts a secret, and stores it by this.
      if (what.includes("reflux_private.store_secret")) granted.set("set_secret", role);
    }
  }

  expect(Object.fromEntries(Object.keys(needs).map((right) => [right, granted.get(right)]))).toEqual(needs);
});

test("what the server says of who asks is read, and nonsense is nobody", () => {
  expect(readWho({ data: { whoami: { role: "editor", rank: 3, actor: "ada", allFlows: false } } })).toEqual({
    role: "editor",
    actor: "ada",
    allFlows: false,
  });
  expect(readWho({ data: { __typename: "Query" } })).toBeUndefined();
  expect(readWho({ data: { whoami: { role: "root" } } })).toBeUndefined();
  expect(readWho(null)).toBeUndefined();
});
