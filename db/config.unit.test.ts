import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { config, databaseUrl, refluxHome, setting, variables } from "./config.ts";

describe("configuration", () => {
  test("an empty environment gives the defaults", () => {
    expect(config({})).toEqual({
      DATABASE_URL: undefined,
      TEST_DATABASE_URL: undefined,
      REFLUX_HOME: resolve(".reflux"),
      REFLUX_POSTGRES_BIN: undefined,
      HOST: "127.0.0.1",
      PORT: 7300,
      REFLUX_ALLOW_HOSTS: [],
      REFLUX_SECRET_KEY_OLD: [],
      REFLUX_LOG: "text",
      REFLUX_DEBUG: false,
    });
  });

  test("an empty variable counts as unset", () => {
    expect(setting("PORT", { PORT: "" })).toBe(7300);
    expect(databaseUrl({ DATABASE_URL: "" })).toBeUndefined();
  });

  test("values are parsed to their types", () => {
    expect(setting("PORT", { PORT: "0" })).toBe(0);
    expect(setting("REFLUX_ALLOW_HOSTS", { REFLUX_ALLOW_HOSTS: "localhost:8080, 10.0.0.0/8,," })).toEqual([
      "localhost:8080",
      "10.0.0.0/8",
    ]);
    expect(refluxHome({ REFLUX_HOME: "/srv/x/../y" })).toBe("/srv/y");
  });

  test.each([
    ["PORT", "65536"],
    ["PORT", "http"],
    ["PORT", "1e3"],
    ["DATABASE_URL", "mysql://localhost/x"],
    ["DATABASE_URL", "localhost"],
    ["HOST", "a b"],
    ["REFLUX_ALLOW_HOSTS", "http://x"],
  ] as const)("a bad %s (%s) is refused by name", (name, text) => {
    expect(() => setting(name, { [name]: text })).toThrowError(
      expect.objectContaining({ code: "RFV06", message: expect.stringContaining(name) }),
    );
  });

  test("all problems are told at once", () => {
    const read = () => config({ PORT: "x", HOST: "a b" });

    expect(read).toThrowError(
      expect.objectContaining({
        detail: [
          expect.objectContaining({ variable: "HOST" }),
          expect.objectContaining({ variable: "PORT" }),
        ],
      }),
    );
  });

  test("the password of a bad connection string is not repeated", () => {
    expect(() => databaseUrl({ DATABASE_URL: "mysql://me:hunter2@host/x" })).toThrowError(
      expect.not.objectContaining({ message: expect.stringContaining("hunter2") }),
    );
  });

  test("every variable says what it is for", () => {
    for (const { doc } of Object.values(variables)) expect(doc).toMatch(/^[A-Z].{20,}[.`]$/);
  });
});
