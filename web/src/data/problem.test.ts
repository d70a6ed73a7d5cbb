import { afterEach, expect, test, vi } from "vitest";
import { errors, isErrorCode } from "#db/error-codes.ts";
import { EditorSecretsDocument } from "../../generated/graphql.ts";
import { isRefusal, toProblem } from "./problem.ts";
import { request } from "./request.ts";

afterEach(() => void vi.unstubAllGlobals());

test("of every code of the registry it is known whether the same may succeed later", () => {
  const finalSay = Object.keys(errors).filter(
    (code) => isErrorCode(code) && errors[code].http < 500 && errors[code].retry === "never",
  );

  expect(Object.keys(errors).filter((code) => isRefusal({ code, message: "" }))).toEqual(finalSay);
  for (const code of ["offline", "unknown"]) expect(isRefusal({ code, message: "" })).toBe(false);
});

test.each([
  [
    413,
    '{"error":{"code":"RFL05","message":"body too large","hint":"send less"}}',
    "RFL05",
    "body too large",
  ],
  [503, '{"error":{"code":"RFX05","message":"database unreachable"}}', "RFX05", "database unreachable"],
  [400, '{"errors":[{"message":"no","extensions":{"code":"RFV01"}}]}', "RFV01", "no"],
  [500, '{"errors":[{"message":"An error occurred"}]}', "unknown", "An error occurred"],
  [502, "<html>Bad gateway</html>", "unknown", "The server answered 502"],
])("an answer %i is a problem with the code that it has: %s", async (status, body, code, message) => {
  vi.stubGlobal("fetch", async () => new Response(body, { status }));

  const problem = toProblem(await request(EditorSecretsDocument, {}).catch((error: unknown) => error));

  expect(problem).toMatchObject({ code, message });
});
