/** Redirects as fetch follows them. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { readLocation } from "./follow-redirects.ts";
import { createGuardedFetch, type GuardedFetch, type GuardOptions } from "./guard.ts";

const opened: (() => unknown)[] = [];
afterEach(closeAll);

async function closeAll() {
  for (const close of opened.splice(0).toReversed()) await close();
}

/** A real server that must not be reached unless a test allows it, and what reached it. */
async function inside(answer: RequestListener = (_, response) => response.end("inside"), host = "127.0.0.1") {
  const requests: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  let connections = 0;
  const server: Server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      requests.push({ method, url, headers, body });
      answer(request, response);
    });
  });
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  opened.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  // listen() on a port gives an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return { port, requests, connections: () => connections };
}

function guard(options: Partial<GuardOptions> = {}): GuardedFetch {
  const guarded = createGuardedFetch({ allow: [], ...options });
  opened.push(() => guarded[Symbol.asyncDispose]());
  return guarded;
}

test.each([
  ["UTF-8 as bytes", Buffer.from("/echo?q=café"), "/echo?q=caf%C3%A9"],
  ["bytes that are no UTF-8", Buffer.from("/caf\xe9", "latin1"), "/caf%E9"],
  ["percent-encoding", Buffer.from("/a%20b?q=%E9&f[x]=1|2"), "/a%20b?q=%E9&f[x]=1|2"],
  ["a space", Buffer.from("/a b"), "/a%20b"],
])("a redirect to %s asks for just that", async (_, location, asked) => {
  const server = createTcpServer((socket) => {
    socket
      .on("error", () => undefined)
      .once("data", (head) => {
        paths.push(head.toString("latin1").split(" ")[1] ?? "");
        const status = paths.length === 1 ? "302 Found" : "200 OK";
        socket.end(
          Buffer.concat([
            Buffer.from(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\nlocation: `),
            location,
            Buffer.from("\r\n\r\n"),
          ]),
        );
      });
  });
  const paths: string[] = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/start#part`;

  const response = await guard({ allow: ["127.0.0.1"] })(url);
  // Word for word what the platform's own fetch does, where the bytes are UTF-8.
  const reference = paths.splice(0);
  if (!asked.includes("%E9")) await fetch(url);

  expect(reference).toEqual(["/start", asked]);
  expect(asked.includes("%E9") ? reference : paths).toEqual(["/start", asked]);
  expect(response.status).toBe(200);
});

test("a redirect hands the fragment on, keeps a cookie within its origin, and drops what was said of the body", async () => {
  const server = await inside((request, response) =>
    request.url === "/end"
      ? response.end()
      : response.writeHead(303, { location: "/end", "set-cookie": "new=1" }).end(),
  );

  const response = await guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${server.port}/#part`, {
    method: "POST",
    body: "x",
    headers: { cookie: "a=b", "content-language": "de", "content-location": "/x" },
  });

  expect(readLocation("/end", new URL(`http://127.0.0.1:${server.port}/#part`)).hash).toBe("#part");
  expect(readLocation("/end#own", new URL("http://h/#part")).hash).toBe("#own");
  expect(response.status).toBe(200);
  expect(server.requests[1]).toMatchObject({ method: "GET", headers: { cookie: "a=b" } });
  for (const name of ["content-language", "content-location", "content-type"])
    expect(server.requests[1]?.headers).not.toHaveProperty(name);
});

test("a redirect to what is no URL is the other side's mistake", async () => {
  const server = await inside((_, response) => response.writeHead(302, { location: "http://[" }).end());

  await expect(guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
    code: "RFX06",
  });
});

test("twenty redirects are followed, as fetch does", async () => {
  const server = await inside((request, response) => {
    const count = Number(request.url?.slice(1));
    if (count === 20) response.end("end");
    else response.writeHead(302, { location: `/${count + 1}` }).end();
  });

  expect((await guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${server.port}/0`)).status).toBe(200);
});
