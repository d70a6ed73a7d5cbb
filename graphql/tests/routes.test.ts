import { connect } from "node:net";
import { expect, test } from "vitest";
import { roles } from "../auth/principal.ts";
import { securityHeaders } from "../http/headers.ts";
import { bearer, type Stage, withServer } from "./kit.ts";

/**
 * Every route with nobody, with a wrong token and with each role. The table is the server's own, so a new route is
 * walked without being written here, and one that is open without reason fails.
 */
const openToAll = ["hooks", "approve", "healthz", "readyz", "app"];

test("every route but health, hooks and the app's own files needs a token", async () => {
  await withServer(async (stage) => {
    const { server } = stage;
    expect(server.routes.filter(({ access }) => access === "public").map(({ name }) => name)).toEqual(
      openToAll,
    );

    for (const route of server.routes) {
      for (const method of route.methods) {
        const visit = async (token?: string) => await status(stage, method, route.path, token);
        const isOpen = route.access === "public";

        expect(await visit(), `${method} ${route.path} with no token`).toSatisfy(
          (code: number) => (code === 401) !== isOpen,
        );
        expect(await visit("rfx_wrong"), `${method} ${route.path} with a wrong token`).toSatisfy(
          (code: number) => (code === 401) !== isOpen,
        );
        for (const role of roles) {
          const code = await visit(await stage.token(role));
          expect(code, `${method} ${route.path} as ${role}`).not.toBe(401);
          expect(code, `${method} ${route.path} as ${role}`).toBeLessThan(500);
        }
      }
    }
  });
});

test("what is not in the table is not there, and says which methods are", async () => {
  await withServer(async ({ fetch }) => {
    const wrongMethod = await fetch("/graphql", { method: "PUT" });
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get("allow")).toBe("POST");
    expect((await fetch("/elsewhere", { method: "POST" })).status).toBe(405);
    expect(await (await fetch("/assets/none.js")).json()).toMatchObject({ error: { code: "RFN08" } });
    // Development only.
    expect(
      (await fetch("/ruru", { headers: { accept: "text/html" } })).headers.get("content-security-policy"),
    ).not.toContain("unsafe");
  });
});

test("a preflight is not answered, so no other site can call", async () => {
  await withServer(async ({ fetch }) => {
    const response = await fetch("/graphql", {
      method: "OPTIONS",
      headers: { origin: "https://evil.example" },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

test("every answer has the security headers and an id", async () => {
  await withServer(async ({ fetch, server }) => {
    for (const path of [...server.routes.map(({ path }) => path.replace("*", "x")), "/nowhere.js"]) {
      const { headers } = await fetch(path);
      for (const [name, value] of Object.entries(securityHeaders))
        expect(headers.get(name), path).toBe(value);
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get("content-security-policy"), path).toContain("default-src 'none'");
    }
  });
});

const malformed: readonly (readonly [what: string, request: string, status: string])[] = [
  ["no request at all", "nonsense\r\n\r\n", "400"],
  ["a header without an end", `GET / HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(20_000)}\r\n\r\n`, "431"],
  [
    "two lengths",
    "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    "400",
  ],
  [
    "a length and chunks",
    "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
    "400",
  ],
  ["a path that is no path", "GET //[::bad HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "200"],
  ["a path with broken escapes", "GET /%ff%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "200"],
];

test("bytes that are no request are answered, and the server lives on", async () => {
  await withServer(async ({ origin, fetch }) => {
    for (const [what, request, status] of malformed) {
      expect((await raw(origin, request)).split(" ")[1], what).toBe(status);
    }
    expect((await fetch("/healthz")).status).toBe(200);
  });
});

test("a client that hangs up in the middle of its body harms nobody", async () => {
  await withServer(async ({ origin, fetch, token, lines }) => {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    socket.on("error", () => undefined);
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await token("viewer")}\r\n`;
    socket.write(`${head}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"query`);
    await new Promise((resolve) => socket.write(" ", resolve));
    socket.destroy();

    expect((await fetch("/healthz")).status).toBe(200);
    expect(lines.filter((line) => line.startsWith("error"))).toEqual([]);
  });
});

async function status({ fetch }: Stage, method: string, path: string, token?: string): Promise<number> {
  const response = await fetch(path.replace("*", "x"), {
    method,
    headers: { "content-type": "application/json", ...(token === undefined ? {} : bearer(token)) },
    ...(method === "GET" ? {} : { body: "{}" }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** What a socket answers to these bytes. */
async function raw(origin: string, request: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  socket.write(request);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}
