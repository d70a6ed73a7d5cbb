import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { parseAllowList } from "./allow-list.ts";
import { MAX_BODY_BYTES } from "./follow-redirects.ts";
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

/** A name server of our own: each question for a name gets the next of its answers, the last one for ever. */
function resolving(names: Record<string, string[]>): LookupFunction {
  return (hostname, options, callback) => {
    const answers = names[hostname] ?? [];
    const address = answers.length > 1 ? answers.shift() : answers[0];
    if (address === undefined)
      return callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), "", 0);
    const family = address.includes(":") ? 6 : 4;
    if (options.all) return callback(null, [{ address, family }]);
    callback(null, address, family);
  };
}

const refused = { name: "NodeError", code: "RFP03", retry: "never" };

test.each([
  "127.0.0.1",
  "localhost",
  "LOCALHOST",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "017700000001",
  "0177.0.0.1",
  "127.1",
  "127.0.0.1.",
  "0",
  "0.0.0.0",
  "１２７.0.0.1",
  "[::1]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[0:0:0:0:0:ffff:7f00:0001]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[2002:7f00:1::]",
])("http://%s does not reach this machine", async (host) => {
  const server = await inside();

  await expect(guard()(`http://${host}:${server.port}/`)).rejects.toMatchObject(refused);
  expect(server.connections()).toBe(0);
});

test.each([
  "169.254.169.254",
  "[fd00:ec2::254]",
  "10.0.0.1",
  "192.168.0.1",
  "100.64.0.1",
  "[fe80::1]",
  "224.0.0.1",
])("http://%s is refused before anything is sent", async (host) => {
  await expect(guard()(`http://${host}/latest/meta-data/`)).rejects.toMatchObject({
    ...refused,
    hint: expect.stringContaining("REFLUX_ALLOW_HOSTS"),
  });
});

test.each([
  ["a loopback address", "127.0.0.1"],
  ["an IPv6 loopback address", "::1"],
  ["a mapped address", "::ffff:127.0.0.1"],
  ["the metadata service", "169.254.169.254"],
  ["no routable address", "0.0.0.0"],
])("a name that resolves to %s is refused", async (_, address) => {
  const server = await inside();
  const guarded = guard({ lookup: resolving({ "evil.example": [address] }) });

  await expect(guarded(`http://evil.example:${server.port}/`)).rejects.toMatchObject(refused);
  expect(server.connections()).toBe(0);
});

test("a name that is public when first asked for and inside when asked again does not get through", async () => {
  const server = await inside();
  const guarded = guard({
    lookup: resolving({ "rebind.example": ["203.0.113.1", "127.0.0.1"] }),
    allow: ["203.0.113.1:1"],
  });

  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(guarded(`http://rebind.example:${server.port}/`)).rejects.toMatchObject(refused);
  }
  expect(server.connections()).toBe(0);
});

test("what counts is the address connected to, even if the look-up lied about it", async () => {
  const server = await inside();
  // The guard is told of a public name for the address; the system connects to where the name really leads.
  const liar: LookupFunction = (_, options, callback) => {
    const found = {
      family: 4,
      get address() {
        return reads++ === 0 ? "93.184.216.34" : "127.0.0.1";
      },
    };
    let reads = 0;
    if (options.all) callback(null, [found]);
  };

  await expect(guard({ lookup: liar })(`http://liar.example:${server.port}/`)).rejects.toMatchObject(refused);
  expect(server.requests).toEqual([]);
});

test("of several addresses only the permitted ones are used", async () => {
  const server = await inside();
  const both: LookupFunction = (_, _options, callback) =>
    callback(null, [
      { address: "10.255.255.1", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ]);

  const response = await guard({ lookup: both, allow: ["127.0.0.1"] })(`http://both.example:${server.port}/`);

  expect(await response.text()).toBe("inside");
});

test.each([
  ["the address", () => "127.0.0.1"],
  ["address and port", (port: number) => `127.0.0.1:${port}`],
  ["a range", () => "127.0.0.0/8"],
  ["the mapped form", () => "::ffff:127.0.0.1"],
])("an operator may allow %s", async (_, allow) => {
  const server = await inside();

  const response = await guard({ allow: [allow(server.port)] })(`http://127.0.0.1:${server.port}/`);

  expect(await response.text()).toBe("inside");
});

test("a host allowed by name is reached whatever it resolves to, and only by that name", async () => {
  const server = await inside();
  const lookup = resolving({ "crm.internal": ["127.0.0.1"], "other.internal": ["127.0.0.1"] });
  const guarded = guard({ allow: ["CRM.internal"], lookup });

  expect((await guarded(`http://crm.internal:${server.port}/`)).status).toBe(200);
  await expect(guarded(`http://other.internal:${server.port}/`)).rejects.toMatchObject(refused);
  await expect(guarded(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject(refused);
});

test("an allowed port does not open the others", async () => {
  const [open, closed] = [await inside(), await inside()];
  const guarded = guard({ allow: [`127.0.0.1:${open.port}`, `localhost:${open.port}`] });

  expect((await guarded(`http://127.0.0.1:${open.port}/`)).status).toBe(200);
  expect((await guarded(`http://localhost:${open.port}/`)).status).toBe(200);
  await expect(guarded(`http://127.0.0.1:${closed.port}/`)).rejects.toMatchObject(refused);
  await expect(guarded(`http://localhost:${closed.port}/`)).rejects.toMatchObject(refused);
});

test.each([301, 302, 303, 307, 308])("a redirect by %i to an address inside is refused", async (status) => {
  const secret = await inside();
  const targets = [
    `http://127.0.0.1:${secret.port}/`,
    `http://2130706433:${secret.port}/`,
    `//[::1]:${secret.port}/`,
  ];
  for (const location of targets) {
    const open = await inside((_, response) => response.writeHead(status, { location }).end());
    const guarded = guard({ allow: [`127.0.0.1:${open.port}`] });

    await expect(guarded(`http://127.0.0.1:${open.port}/`)).rejects.toMatchObject(refused);
  }
  expect(secret.connections()).toBe(0);
});

test.each([
  "file:///etc/passwd",
  "gopher://example.com/",
  "data:text/plain,x",
  "http://user:pass@example.com/",
])("a redirect to %s is refused", async (location) => {
  const open = await inside((_, response) => response.writeHead(302, { location }).end());

  await expect(guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${open.port}/`)).rejects.toMatchObject(
    refused,
  );
});

test.each([
  "file:///etc/passwd",
  "ftp://example.com/",
  "data:text/plain,x",
  "blob:http://x/y",
  "https://me:pw@example.com/",
])("%s is refused", async (url) => {
  await expect(guard()(url)).rejects.toMatchObject(refused);
});

test("a request by object is guarded too", async () => {
  const server = await inside();

  await expect(guard()(new Request(`http://127.0.0.1:${server.port}/`))).rejects.toMatchObject(refused);
  await expect(guard()(new URL(`http://127.0.0.1:${server.port}/`))).rejects.toMatchObject(refused);
});

test("across origins no credential goes along, whatever its header is called", async () => {
  const other = await inside();
  const first = await inside((_, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${other.port}/end` }).end(),
  );
  const headers = {
    authorization: "Bearer x",
    cookie: "a=b",
    "x-api-key": "k",
    "content-type": "text/plain",
    "idempotency-key": "i",
  };

  const response = await guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${first.port}/`, {
    method: "POST",
    headers,
    body: "payload",
  });

  expect(response.status).toBe(200);
  expect(first.requests[0]?.headers).toMatchObject(headers);
  expect(other.requests[0]).toMatchObject({ method: "POST", url: "/end", body: "payload" });
  expect(other.requests[0]?.headers).toMatchObject({ "content-type": "text/plain", "idempotency-key": "i" });
  for (const name of ["authorization", "cookie", "x-api-key"])
    expect(other.requests[0]?.headers).not.toHaveProperty(name);
});

test.each([307, 308])(
  "by %i a body with a secret does not leave its origin, nor a header with one",
  async (status) => {
    const other = await inside();
    const first = await inside((request, response) => {
      const place = request.url === "/home" ? "/here" : `http://127.0.0.1:${other.port}/end`;
      if (request.url === "/here") response.end("kept");
      else response.writeHead(status, { location: place }).end();
    });
    const guarded = guard({ allow: ["127.0.0.1"] });
    const secrets = { holdsSecret: (bytes: Uint8Array) => Buffer.from(bytes).includes("s3cret") };
    const send = async (path: string, body: string) =>
      await guarded(`http://127.0.0.1:${first.port}${path}`, {
        method: "POST",
        body,
        headers: { "user-agent": "agent s3cret" },
        ...secrets,
      });

    await expect(send("/away", "a s3cret")).rejects.toMatchObject({ code: "RFP20" });
    expect(other.requests).toEqual([]);
    expect(await (await send("/home", "a s3cret")).text()).toBe("kept");
    expect((await send("/away", "nothing")).status).toBe(200);
    expect(other.requests).toMatchObject([{ body: "nothing" }]);
    expect(JSON.stringify(other.requests)).not.toContain("s3cret");
  },
);

test("within an origin headers go along, and a POST becomes a GET where the standard says so", async () => {
  const server = await inside((request, response) =>
    request.url === "/end" ? response.end("done") : response.writeHead(303, { location: "/end" }).end(),
  );

  await guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${server.port}/`, {
    method: "POST",
    headers: { authorization: "Bearer x" },
    body: new URLSearchParams({ a: "1" }),
  });

  expect(server.requests).toMatchObject([
    {
      method: "POST",
      body: "a=1",
      headers: { "content-type": expect.stringContaining("x-www-form-urlencoded") },
    },
    { method: "GET", body: "", headers: { authorization: "Bearer x" } },
  ]);
  expect(server.requests[1]?.headers).not.toHaveProperty("content-type");
});

test("redirects are bounded, and may be asked for or forbidden", async () => {
  const server = await inside((_, response) => response.writeHead(302, { location: "/again" }).end());
  const guarded = guard({ allow: ["127.0.0.1"], maxRedirects: 3 });
  const url = `http://127.0.0.1:${server.port}/`;

  await expect(guarded(url)).rejects.toMatchObject({
    code: "RFX01",
    message: expect.stringContaining("more than 3 times"),
  });
  expect(server.requests).toHaveLength(4);
  expect((await guarded(url, { redirect: "manual" })).status).toBe(302);
  await expect(guarded(url, { redirect: "error" })).rejects.toMatchObject({ code: "RFX01" });
});

test("connections are used again", async () => {
  const server = await inside();
  const guarded = guard({ allow: ["127.0.0.1"] });

  for (let index = 0; index < 20; index++) await (await guarded(`http://127.0.0.1:${server.port}/`)).text();

  expect(server.requests).toHaveLength(20);
  expect(server.connections()).toBeLessThan(4);
});

test("an abort ends a request that gets no answer", async () => {
  const server = await inside(() => undefined);
  const controller = new AbortController();
  const pending = guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${server.port}/`, {
    signal: controller.signal,
  });
  controller.abort(new Error("enough"));

  await expect(pending).rejects.toThrow("enough");
});

test("a server that is not there is a network error, not a refusal", async () => {
  const { port } = await inside();
  await closeAll();

  const error: unknown = await guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${port}/`).catch(
    (thrown: unknown) => thrown,
  );

  expect(error).toMatchObject({ name: "TypeError", cause: { code: "ECONNREFUSED" } });
});

test.each(["10.0.0.0/40", "http://x", "a b", "x:99999999", "300.1.1.1", "10.0.0.0/8:80", "-x", ":80"])(
  "the setting %j is refused with its name",
  (entry) => {
    expect(() => parseAllowList([entry])).toThrow(/REFLUX_ALLOW_HOSTS: ".*" is not a host/);
  },
);

test("an answer unpacks to no more than the limit, however it is read", async () => {
  const bomb = gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1), { level: 1 });
  const server = await inside((_, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
  );

  const response = await guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${server.port}/bomb`);

  expect(response.url).toBe(`http://127.0.0.1:${server.port}/bomb`);
  await expect(response.arrayBuffer()).rejects.toMatchObject({ code: "RFL05" });
});

test("an answer without end is cut off, however it is read", async () => {
  const chunk = Buffer.alloc(1_000_000);
  const server = await inside((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });

  const response = await guard({ allow: ["127.0.0.1"] })(`http://127.0.0.1:${server.port}/`);

  await expect(response.arrayBuffer()).rejects.toThrow("terminated");
});
