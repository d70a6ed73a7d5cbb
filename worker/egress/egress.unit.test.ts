import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates, TLSSocket } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { manifest } from "#nodes/postgres.query/manifest.ts";
import { run } from "#nodes/postgres.query/run.ts";
import { NodeError } from "#nodes/sdk/index.ts";
import { createTestContext } from "#nodes/sdk/testing.ts";
import { certificate } from "../testing/certificate.ts";
import { DONE, HELLO, ROW } from "../testing/hostile/postgres.ts";
import { createEgress, type Egress, type EgressOptions } from "./egress.ts";
import type { Reach } from "./judge.ts";

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push(() => server.close());
  // listen() on a port gives an AddressInfo.
  return (server.address() as AddressInfo).port;
}

function echo(): Promise<number> {
  return listen(createServer((socket) => socket.on("error", () => undefined).pipe(socket)));
}

function egressOf(options: Partial<EgressOptions> = {}): Egress {
  const egress = createEgress({ allow: [], ...options });
  opened.push(() => egress[Symbol.asyncDispose]());
  return egress;
}

test("an address that is not public is refused, and reached when the operator names it", async () => {
  const port = await echo();

  await expect(egressOf().connect({ host: "127.0.0.1", port })).rejects.toMatchObject({
    code: "RFP03",
    hint: expect.stringContaining("REFLUX_ALLOW_HOSTS"),
  });
  for (const allow of ["127.0.0.1", `127.0.0.1:${port}`, "127.0.0.0/8"]) {
    const socket = await egressOf({ allow: [allow] }).connect({ host: "127.0.0.1", port });
    socket.write("hello");
    expect(String(await once(socket, "data"))).toBe("hello");
    socket.destroy();
  }
  await expect(
    egressOf({ allow: [`127.0.0.1:${port + 1}`] }).connect({ host: "127.0.0.1", port }),
  ).rejects.toMatchObject({ code: "RFP03" });
});

test("a name is judged by the address it leads to, unless the operator names it", async () => {
  const port = await echo();
  const lookup: NonNullable<EgressOptions["lookup"]> = (_, options, callback) =>
    options.all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);

  await expect(egressOf({ lookup }).connect({ host: "db.example", port })).rejects.toMatchObject({
    code: "RFP03",
  });
  const socket = await egressOf({ lookup, allow: ["db.example"] }).connect({ host: "DB.example.", port });
  socket.destroy();
});

test("an attempt may be kept to fewer places, in every protocol and after each redirect", async () => {
  const port = await echo();
  const http = createHttpServer((_, response) =>
    response.writeHead(302, { location: `http://localhost:${port}/` }).end(),
  );
  const redirector = await listen(http);
  const seen: string[] = [];
  const egress = egressOf({ allow: ["127.0.0.0/8", "localhost"] });
  const reach: Reach = async (host, to) => {
    seen.push(`${host}:${to}`);
    if (to !== redirector) throw new NodeError("RFP03", "not from here");
    return "all";
  };
  const [fetch, connect] = [egress.fetch.within(reach), egress.connect.within(reach)];

  await expect(connect({ host: "127.0.0.1", port })).rejects.toMatchObject({ message: "not from here" });
  await expect(fetch(`http://127.0.0.1:${redirector}/`)).rejects.toMatchObject({ message: "not from here" });
  expect(seen).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${redirector}`, `localhost:${port}`]);
});

test("a connection nobody answers ends in time, or with its attempt", async () => {
  const stuck = egressOf({ allow: ["slow.example"], lookup: () => undefined });

  await expect(stuck.connect({ host: "slow.example", port: 1, timeoutMs: 20 })).rejects.toMatchObject({
    code: "ETIMEDOUT",
  });
  await expect(
    stuck.connect({ host: "slow.example", port: 1, signal: AbortSignal.timeout(20) }),
  ).rejects.toMatchObject({ name: "TimeoutError" });
});

test("TLS goes through it, and verify-full asks for the name in the connection", async () => {
  const before = getCACertificates();
  setDefaultCACertificates([...before, certificate.cert]);
  opened.push(() => setDefaultCACertificates(before));
  const port = await listen(createServer((socket) => void speakTls(socket)));
  const { connect } = egressOf({ allow: ["127.0.0.1", "localhost"], lookup: toLoopback });
  const ask = async (host: string, mode: string) => {
    const connection = `postgres://a:b@${host}:${port}/d?sslmode=${mode}`;
    return await run(
      null,
      createTestContext(manifest, { config: { text: "select 1", connection }, connect }),
    );
  };

  expect(await ask("localhost", "verify-full")).toEqual([{}]);
  expect(await ask("127.0.0.1", "require")).toEqual([{}]);
  await expect(ask("127.0.0.1", "verify-full")).rejects.toMatchObject({
    code: "RFX05",
    message: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID"),
  });
});

const toLoopback: NonNullable<EgressOptions["lookup"]> = (_, options, callback) =>
  options.all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);

/** A server of Postgres, as far as one empty row needs it. */
async function speakTls(raw: Socket): Promise<void> {
  raw.on("error", () => undefined);
  await once(raw, "data");
  raw.write("S");
  const socket = new TLSSocket(raw, { isServer: true, ...certificate });
  socket.on("error", () => undefined);
  let asked = 0;
  socket.on("data", (data: Buffer) => {
    asked += 1;
    if (asked === 1) socket.write(HELLO);
    else socket.write(data[0] === 0x51 ? DONE : Buffer.concat([ROW, DONE]));
  });
}
