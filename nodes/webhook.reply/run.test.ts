import { expect, test } from "vitest";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const reply = (config: unknown, input: unknown = null) => run(input, createTestContext(manifest, { config }));

test("the body is the input, unless the author gives one", async () => {
  expect(await reply({}, { id: 7 })).toEqual({
    status: 200,
    headers: {},
    body: { id: 7 },
    body_type: "json",
  });
  expect(await reply({ body: "x", body_type: "text" }, 1)).toMatchObject({ body: "x", body_type: "text" });
});

test.each(["Set-Cookie", "content-length", "Content-Security-Policy", "access-control-allow-origin"])(
  "the header %s is for the server to say",
  async (name) => {
    await expect(reply({ headers: { [name]: "x" } })).rejects.toMatchObject({ code: "RFV08" });
  },
);

test("a text is not sent under the name of another charset", async () => {
  await expect(reply({ headers: { "content-type": "text/html; charset=iso-8859-1" } })).rejects.toMatchObject(
    {
      code: "RFV08",
    },
  );
});
