import { createServer } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { expect, test } from "vitest";
import { attemptReach, narrowed } from "#worker/engine/attempt-reach.ts";
import { createGuardedFetch } from "#worker/http-guard/guard.ts";
import { attackDoor } from "./attempts.ts";

test("no spelling and no redirect takes a secret to a host that it is not bound to", async () => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? "");
    const [path, to] = (request.url ?? "").split("?", 2);
    const status = Number(path?.slice(1));
    if (to !== undefined && status > 300)
      response.writeHead(status, { location: decodeURIComponent(to) }).end();
    else response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await using guard = createGuardedFetch({ allow: ["127.0.0.1", "localhost"], lookup: toLoopback });
  const bound = (hosts: readonly string[], limited = false, permitted: readonly string[] = []) =>
    narrowed(
      guard,
      "mine",
      attemptReach(
        "1",
        {
          bounds: () => [{ name: "key", hosts }],
          get: async () => "",
          redact: (value) => value,
          redactBytes: (bytes) => bytes,
          redactPieces: (pieces) => pieces,
        },
        { egress: async () => ({ limited, hosts: [...permitted] }) },
      ),
    );
  const elsewhere = [
    `http://localhost:${port}/got`,
    `http://LOCALHOST:${port}/got`,
    `http://localhost.:${port}/got`,
    `http://127.0.0.1:${port + 1}/got`,
    `http://127.0.0.2:${port}/got`,
    `http://127.1.0.1:${port}/got`,
    `http://[::1]:${port}/got`,
    `http://[::ffff:127.0.0.1]:${port}/got`,
    `http://127.0.0.1.evil.example:${port}/got`,
    `http://evil.example#127.0.0.1:${port}`,
    `http://evil.example?127.0.0.1:${port}`,
    `http://evil.example\\@127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}@localhost:${port}/got`,
    `//localhost:${port}/got`,
    `http:\\\\localhost:${port}/got`,
    `http://169.254.169.254/latest`,
  ];
  await attackDoor("scope: hosts", async (attempt) => {
    for (const [kind, fetch] of [
      ["a secret's hosts", bound([`127.0.0.1:${port}`])],
      ["a limited flow", bound(["*"], true, [`127.0.0.1:${port}`])],
    ] as const)
      for (const target of elsewhere) {
        for (const status of [301, 302, 303, 307, 308])
          await attempt(`${kind}: ${status} to ${target}`, async () => {
            heard.length = 0;
            const answer = await codeOf(
              fetch(`http://127.0.0.1:${port}/${status}?${encodeURIComponent(target)}`, {
                method: "POST",
                body: "k",
              }),
            );
            expect(answer).toMatch(/^RF[PVX]/);
            expect(heard.filter((url) => url.startsWith("/got"))).toEqual([]);
          });
        if (URL.canParse(target))
          await attempt(`${kind}: straight to ${target}`, async () => {
            heard.length = 0;
            expect(await codeOf(fetch(target))).toMatch(/^RF[PVX]/);
            expect(heard).toEqual([]);
          });
      }
    for (const hosts of [
      [],
      ["evil.example"],
      ["127.0.0.1:1"],
      ["27.0.0.1"],
      ["127.0.0.1.example"],
      ["http://127.0.0.1"],
      ["127.0.0.*"],
    ])
      await attempt(`bound to ${JSON.stringify(hosts)}`, async () => {
        expect(await codeOf(bound(hosts)(`http://127.0.0.1:${port}/got`))).toBe("RFP18");
      });
  });
  server.close();
  server.closeAllConnections();
});

/** Every name is here: what is not refused would be heard. */
const toLoopback: LookupFunction = (_name, options, callback) => {
  if (options.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}
