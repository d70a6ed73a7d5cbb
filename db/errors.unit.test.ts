import { globSync, readFileSync } from "node:fs";
import { DatabaseError } from "pg";
import { describe, expect, test } from "vitest";
import { errors, isUnreachable, RefluxError, toRefluxError } from "./errors.ts";

describe("the registry", () => {
  const root = new URL("..", import.meta.url);

  test("names every code that the program uses", () => {
    const files = globSync(["*.ts", "{sql,db,nodes,worker,graphql,bench}/**/*.{sql,ts}"], {
      cwd: root,
      exclude: (path) => path.includes("node_modules") || path.includes("peers"),
    });
    const unknown = files.flatMap((file) => {
      const text = readFileSync(new URL(file, root), "utf8");
      return [...text.matchAll(/\bRF[A-Z]\d{2}\b/g)]
        .map(([code]) => code)
        .filter((code) => !Object.hasOwn(errors, code))
        .map((code) => `${code} in ${file}`);
    });

    expect(files.length).toBeGreaterThan(20);
    expect(unknown).toEqual([]);
  });

  test("has a section of ERRORS.md for each code, and no section for another", () => {
    const guide = readFileSync(new URL("ERRORS.md", import.meta.url), "utf8");
    const sections = [...guide.matchAll(/^### (RF[A-Z]\d{2}) (.+)$/gm)].map(([, code, title]) => [
      code,
      title,
    ]);

    expect(sections).toEqual(Object.entries(errors).map(([code, { title }]) => [code, title]));
  });

  test("has a title of its own for each code", () => {
    const titles = Object.values(errors).map(({ title }) => title);

    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  test("puts every code into a group of the taxonomy", () => {
    for (const code of Object.keys(errors)) expect(code).toMatch(/^RF[VSCNPLTXI]\d\d$/);
  });
});

describe("an error from elsewhere", () => {
  test("keeps code, message, detail and hint when SQL raised it", () => {
    const raised = databaseError("RFS02", "run 7 is finished", { detail: '{"run": 7}', hint: "fork it" });

    expect(toRefluxError(raised).toJSON()).toEqual({
      code: "RFS02",
      message: "run 7 is finished",
      detail: { run: 7 },
      hint: "fork it",
    });
    expect(toRefluxError(raised).cause).toBe(raised);
  });

  test("has no detail and no hint when SQL raised it with empty ones", () => {
    const { detail, hint } = toRefluxError(
      databaseError("RFN02", "run 7 not found", { detail: "", hint: "" }),
    );

    expect({ detail, hint }).toEqual({ detail: undefined, hint: undefined });
  });

  test("is not wrapped twice", () => {
    const error = new RefluxError("RFN01", "flow x not found");

    expect(toRefluxError(error)).toBe(error);
  });

  test("is masked with an id when it is not in the registry, and keeps its cause for the log", () => {
    const bug = new TypeError("secret internals");
    const masked = toRefluxError(bug);

    expect(masked.code).toBe("RFI01");
    expect(masked.message).not.toContain("secret");
    expect(masked.detail).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(masked.cause).toBe(bug);
  });

  test("that was thrown as a string is masked as well", () => {
    expect(toRefluxError("boom").code).toBe("RFI01");
  });

  test.each([
    ["42501", "RFP02"],
    ["22P02", "RFV06"],
    ["22003", "RFV06"],
    ["22021", "RFV23"],
    ["22P05", "RFV23"],
    ["54000", "RFV04"],
    ["54001", "RFV23"],
    ["57P01", "RFX05"],
    ["08006", "RFX05"],
    ["53300", "RFX05"],
    ["42703", "RFI01"],
  ] as const)("of SQLSTATE %s is %s", (sqlstate, code) => {
    expect(toRefluxError(databaseError(sqlstate, "x")).code).toBe(code);
  });

  test("of a text for JSON tells half a character from what is no JSON", () => {
    const message = "invalid input syntax for type json";
    const half = databaseError("22P02", message, {
      detail: "Unicode low surrogate must follow a high surrogate.",
    });
    const other = databaseError("22P02", message, { detail: 'Token "x" is invalid.' });

    expect(toRefluxError(half)).toMatchObject({ code: "RFV23", hint: expect.stringContaining("alone") });
    expect(toRefluxError(other).code).toBe("RFV06");
  });

  test("that lost the connection is unreachable, a missing file is not", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const noSocket = Object.assign(new Error("connect ENOENT /run/x"), {
      code: "ENOENT",
      syscall: "connect",
    });
    const noFile = Object.assign(new Error("open ENOENT"), { code: "ENOENT", syscall: "open" });

    expect([refused, noSocket, new AggregateError([refused])].map(isUnreachable)).toEqual([true, true, true]);
    expect(isUnreachable(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isUnreachable(noFile)).toBe(false);
  });
});

function databaseError(code: string, message: string, fields: { detail?: string; hint?: string } = {}) {
  return Object.assign(new DatabaseError(message, message.length, "error"), { code, ...fields });
}
