/** Ways to name this machine and what is behind it, in every protocol: not a byte goes there. */
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type LookupFunction } from "node:net";
import { expect, test } from "vitest";
import { manifest as http } from "#nodes/http.request/manifest.ts";
import { run as request } from "#nodes/http.request/run.ts";
import { manifest as postgres } from "#nodes/postgres.query/manifest.ts";
import { run as query } from "#nodes/postgres.query/run.ts";
import { createTestContext } from "#nodes/sdk/testing.ts";
import { createEgress, type Egress } from "#worker/egress/egress.ts";
import { attackDoor } from "./attempts.ts";

const hosts = [
  ["127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "0x0", "00.0.0.0"],
  ["2130706433", "0x7f000001", "0x7f.1", "0X7F.0.0.1", "017700000001", "0177.0.0.1", "0177.0x0.0.1"],
  ["localhost", "LOCALHOST", "localhost.", "ip6-localhost", "１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1"],
  ["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"],
  [
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[::ffff:0:127.0.0.1]",
  ],
  ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "100.64.0.1", "0x0a000001"],
  ["169.254.169.254", "2852039166", "0xa9fea9fe", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"],
  ["[64:ff9b::a9fe:a9fe]", "100.100.100.200", "168.63.129.16", "169.254.0.1", "192.0.0.1", "198.18.0.1"],
  ["224.0.0.1", "255.255.255.255", "240.0.0.1", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[2001:db8::1]"],
  ["evil.example", "evil.example.", "EVIL.example", "rebinding.example", "mixed.example", "nat.example"],
].flat();

/** A name server of the attacker's. It knows no address but such as are refused, and this machine's. */
const names: Readonly<Record<string, readonly string[]>> = {
  "evil.example": ["127.0.0.1"],
  "mixed.example": ["10.0.0.1", "::1"],
  "nat.example": ["64:ff9b::7f00:1"],
  "rebinding.example": ["169.254.169.254"],
};

const lookup: LookupFunction = (hostname, options, callback) => {
  const plain = hostname.toLowerCase().replace(/\.$/, "");
  const found = names[plain] ?? ["127.0.0.1"];
  const addresses = found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const [first] = addresses;
  if (options.all) callback(null, addresses);
  else callback(null, first?.address ?? "", first?.family);
};

test("no name, no notation and no redirect leads inside", async () => {
  let reached = 0;
  const inside = createTcpServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  const outside = createServer((asked, response) => {
    const location = Buffer.from(decodeURIComponent((asked.url ?? "/").slice(1))).toString("latin1");
    response.writeHead(302, { location }).end();
  });
  const port = await listen(inside);
  const redirector = await listen(outside);
  await using egress = createEgress({ allow: [`127.0.0.1:${redirector}`], lookup });

  const protocols: Readonly<Record<string, (host: string) => Promise<unknown>>> = {
    http: (host) => get(egress, `http://${host}:${port}/`),
    https: (host) => get(egress, `https://${host}:${port}/`),
    "http with a user": (host) => get(egress, `http://example.com@${host}:${port}/`),
    "http redirect": (host) =>
      get(egress, `http://127.0.0.1:${redirector}/${encodeURIComponent(`http://${host}:${port}/`)}`),
    postgres: (host) => select(egress, `postgres://a:b@${host}:${port}/d`),
    "postgres, tls": (host) => select(egress, `postgresql://a:b@${host}:${port}/d?sslmode=require`),
    "postgres, encoded": (host) =>
      select(
        egress,
        `postgres://a:b@${host.replace(/\w/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}:${port}/d`,
      ),
    socket: (host) => egress.connect({ host, port }),
  };
  await attackDoor("egress", async (attempt) => {
    for (const [protocol, ask] of Object.entries(protocols))
      for (const host of hosts)
        await attempt(`${host} by ${protocol}`, async () => {
          await expect(ask(host)).rejects.toMatchObject({
            code: expect.stringMatching(/^RF(P03|V08)$/),
            retry: "never",
          });
          expect(reached).toBe(0);
        });
    for (const host of [
      "",
      " ",
      "/tmp",
      "/var/run/postgresql",
      "../x",
      "a b",
      "a@127.0.0.1",
      "\0",
      "127.0.0.1\0.example.com",
    ])
      await attempt(`a socket to ${JSON.stringify(host)}`, async () => {
        await expect(egress.connect({ host, port })).rejects.toMatchObject({ code: "RFV08" });
      });
    for (const odd of [0, -1, 65_536, 1.5, Number.NaN])
      await attempt(`a socket to the port ${odd}`, async () => {
        await expect(egress.connect({ host: "127.0.0.1", port: odd })).rejects.toMatchObject({
          code: "RFV08",
        });
      });
  });
  inside.close();
  outside.close();
});

async function get({ fetch }: Egress, url: string): Promise<unknown> {
  return await request(null, createTestContext(http, { config: { url, timeout: "2s" }, fetch }));
}

async function select({ connect }: Egress, connection: string): Promise<unknown> {
  const config = { text: "select 1", connection, timeout: "2s" };
  return await query(null, createTestContext(postgres, { config, connect }));
}

async function listen(server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // listen() on a port gives an AddressInfo.
  return (server.address() as AddressInfo).port;
}
