import { expect, test } from "vitest";
import { withServer } from "#graphql/tests/kit.ts";
import { attackDoor } from "./attempts.ts";

test("no route but health answers a stranger", async () => {
  const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
  const paths = [
    "/graphql",
    "/metrics",
    "/ruru",
    "/hooks/none",
    "/../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
  ];
  const credentials = [
    undefined,
    "Bearer",
    "Bearer rfx_",
    "Basic YTpi",
    `Bearer rfx_${"a".repeat(43)}`,
    "rfx_x",
  ];

  await withServer(async ({ fetch }) => {
    await attackDoor("routes", async (attempt) => {
      for (const path of paths)
        for (const method of methods)
          for (const credential of credentials)
            await attempt(`${method} ${path} as ${credential}`, async () => {
              const headers = credential === undefined ? {} : { authorization: credential };
              const answer = await fetch(path, { method, headers });

              const text = await answer.text();

              // The page itself has nothing to hide: it asks for a token.
              const isPage = method === "GET" && text.startsWith("<!doctype html>");
              expect(answer.status >= 400 || isPage).toBe(true);
              expect(text).not.toContain("root:");
            });
    });
  });
});
