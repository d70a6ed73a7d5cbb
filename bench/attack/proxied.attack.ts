import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { withServer } from "#graphql/tests/kit.ts";
import { attackDoor } from "./attempts.ts";

/** As the proxies that people put before a port send it: nginx, Caddy, Traefik, tunnels, clouds. */
const SIGNS = [
  "X-Forwarded-For: 203.0.113.9",
  "x-forwarded-for:",
  "X-FORWARDED-HOST: localhost",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Server: proxy",
  "Forwarded: for=127.0.0.1",
  "Via: 1.1 localhost",
  "X-Real-IP: 127.0.0.1",
  "X-Client-IP: 127.0.0.1",
  "X-Original-Host: localhost",
  "CF-Connecting-IP: 203.0.113.9",
  "CF-Ray: 1",
  "CDN-Loop: cloudflare",
  "True-Client-IP: 203.0.113.9",
  "Fastly-Client-IP: 203.0.113.9",
  "Fly-Client-IP: 203.0.113.9",
  "X-Amzn-Trace-Id: Root=1",
  "X-Envoy-External-Address: 203.0.113.9",
  "X-Vercel-Id: 1",
  "Tailscale-User-Login: stranger",
];
const PATHS = ["/graphql", "/metrics"];
const VERSIONS = ["HTTP/1.1", "HTTP/1.0"];

test("a development server is not reached through a proxy", async () => {
  await withServer(
    async ({ origin }) => {
      const { port } = new URL(origin);
      const ask = async (path: string, version: string, sign: string, host: string) => {
        const socket = connect(Number(port), "127.0.0.1");
        const lines = [
          `${path === "/graphql" ? "POST" : "GET"} ${path} ${version}`,
          `Host: ${host}:${port}`,
          sign,
        ];
        const body = path === "/graphql" ? JSON.stringify({ query: "{ __typename }" }) : "";
        const more = [
          "Content-Type: application/json",
          `Content-Length: ${body.length}`,
          "Connection: close",
        ];
        socket.end(`${[...lines.filter(Boolean), ...more].join("\r\n")}\r\n\r\n${body}`);
        return await text(socket);
      };
      await attackDoor("proxied", async (attempt) => {
        for (const host of ["localhost", "127.0.0.1", "[::1]"])
          for (const path of PATHS)
            for (const version of VERSIONS)
              for (const sign of version === "HTTP/1.0" ? ["", ...SIGNS] : SIGNS)
                await attempt(`${path} ${version} ${host} ${sign}`, async () => {
                  const answer = await ask(path, version, sign, host);

                  expect(answer.split("\r\n")[0]).toMatch(/ 40[13] /);
                });
      });
    },
    { development: true },
  );
});
