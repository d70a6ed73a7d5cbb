import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { assertSigned } from "./signature.ts";

const rule = {
  header: "x-signature",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "v1=",
  key: "key",
} as const;
const bytes = Buffer.from("body");
const sign = (encoding: "hex" | "base64") => createHmac("sha256", "key").update(bytes).digest(encoding);

test("passes what signs these bytes with this key, hexadecimal in either case", () => {
  expect(() => assertSigned(rule, bytes, `v1=${sign("hex")}`)).not.toThrow();
  expect(() => assertSigned(rule, bytes, `v1=${sign("hex").toUpperCase()}`)).not.toThrow();
  expect(() => assertSigned({ ...rule, encoding: "base64" }, bytes, `v1=${sign("base64")}`)).not.toThrow();
});

test.each([
  ["no header", undefined, rule],
  ["an empty one", "", rule],
  ["no prefix", sign("hex"), rule],
  ["another case of base64", `v1=${sign("base64").toLowerCase()}`, { ...rule, encoding: "base64" as const }],
  ["another length", `v1=${sign("hex")}00`, rule],
  [
    "the signature of nothing while no secret is set",
    `v1=${createHmac("sha256", "").update(bytes).digest("hex")}`,
    { ...rule, key: undefined },
  ],
])("refuses %s", (_what, given, by) => {
  expect(() => assertSigned(by, bytes, given)).toThrow(expect.objectContaining({ code: "RFP04" }));
});
