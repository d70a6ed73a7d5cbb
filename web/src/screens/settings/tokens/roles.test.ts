import { expect, test } from "vitest";
import { expiryOf, tokenState } from "./roles.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

test("a token ends when it is revoked, else when it expires", () => {
  expect(tokenState({ revokedAt: null, expiresAt: null }, now)).toBe("valid");
  expect(tokenState({ revokedAt: null, expiresAt: "2026-11-22T12:00:01Z" }, now)).toBe("valid");
  expect(tokenState({ revokedAt: null, expiresAt: "2026-11-22T12:00:00Z" }, now)).toBe("expired");
  expect(tokenState({ revokedAt: "2026-11-01T00:00:00Z", expiresAt: null }, now)).toBe("revoked");
});

test("a lifetime is a moment, or none", () => {
  expect(expiryOf("7", now)).toBe("2026-11-29T12:00:00.000Z");
  expect(expiryOf("never", now)).toBeNull();
});
