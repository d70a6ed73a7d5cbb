import { describe, expect, test } from "vitest";
import { isTransient, patiently } from "./transient.ts";

describe("an error is transient", () => {
  test.each([
    ["a lost connection", new Error("Connection terminated unexpectedly"), true],
    ["an answer that did not come in time", new Error("Query read timeout"), true],
    ["a deadlock", Object.assign(new Error("deadlock detected"), { code: "40P01" }), true],
    ["a full disk", Object.assign(new Error("no space left"), { code: "53100" }), true],
    [
      "a schema that changed under a statement",
      Object.assign(new Error("cached plan must not change result type"), { code: "0A000" }),
      true,
    ],
    [
      "a function of the engine that a migration is replacing",
      Object.assign(new Error("function reflux_private.cancel_steps(bigint, unknown) does not exist"), {
        code: "42883",
        where: "PL/pgSQL function reflux_private.complete_steps(bigint,jsonb) line 12 at PERFORM",
      }),
      true,
    ],
    [
      "a function that a statement of an author names",
      Object.assign(new Error("function reflux_private.gone(bigint) does not exist"), { code: "42883" }),
      false,
    ],
    ["a server that became a replica", Object.assign(new Error("read-only"), { code: "25006" }), true],
    [
      "a value that cannot be stored",
      Object.assign(new Error("unsupported Unicode escape sequence"), { code: "22P05" }),
      false,
    ],
    [
      "an input without its property named timeout",
      Object.assign(new Error("input.timeout is required"), { code: "RFV03" }),
      false,
    ],
  ])("%s: %#", (_, error, transient) => {
    expect(isTransient(error)).toBe(transient);
  });
});

describe("a patient call", () => {
  test("asks again while the database is away", async () => {
    let asked = 0;

    const answer = await patiently(async () => {
      asked += 1;
      if (asked < 3) throw new Error("Connection terminated unexpectedly");
      return asked;
    });

    expect(answer).toBe(3);
  });

  test("gives up in time, with an error of the registry", async () => {
    const away = patiently(() => Promise.reject(new Error("Connection terminated")), 30);

    await expect(away).rejects.toMatchObject({ code: "RFX05" });
  });

  test("does not ask again for what will not get better", async () => {
    let asked = 0;
    const refused = patiently(async () => {
      asked += 1;
      throw Object.assign(new Error("no such secret"), { code: "42P01" });
    });

    await expect(refused).rejects.toThrow();
    expect(asked).toBe(1);
  });
});
