import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { withServer } from "./kit.ts";

/** Headers as a browser would send them; `fetch` would not let us. */
async function visit(
  origin: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  const sent = request(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
  });
  sent.end(JSON.stringify({ query: "{ __typename }" }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

test("in development, on loopback, our own pages need no token and nobody else's gets in", async () => {
  await withServer(
    async ({ origin }) => {
      const port = new URL(origin).port;
      const ours = [
        { host: `localhost:${port}` },
        { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` },
        { host: `localhost:${port}`, origin: `http://localhost:${port}`, "sec-fetch-site": "same-origin" },
        { host: `[::1]:${port}` },
        { host: `127.0.0.1:${port}`, origin: "http://localhost:7301" },
      ];
      for (const headers of ours)
        expect(await visit(origin, headers), JSON.stringify(headers)).toMatchObject({ status: 200 });

      const strangers = [
        // DNS rebinding: their name, our address.
        { host: `evil.example:${port}` },
        { host: `localhost.evil.example:${port}` },
        { host: "localhost:1" },
        // Their page, posting to us in its visitor's name.
        { host: `localhost:${port}`, origin: "https://evil.example" },
        { host: `localhost:${port}`, origin: "null" },
        { host: `localhost:${port}`, origin: `https://localhost:${port}` },
        { host: `localhost:${port}`, "sec-fetch-site": "cross-site" },
        { host: `localhost:${port}`, "sec-fetch-site": "same-site" },
      ];
      for (const headers of strangers) {
        const { status, body } = await visit(origin, headers);
        expect(status, JSON.stringify(headers)).toBe(403);
        expect(JSON.parse(body)).toMatchObject({ error: { code: "RFP05", hint: expect.any(String) } });
      }
    },
    { development: true },
  );
});

test("in development nothing that a proxy hands on is let in without a token", async () => {
  await withServer(
    async ({ origin, token }) => {
      const host = `localhost:${new URL(origin).port}`;
      const proxied: readonly Record<string, string>[] = [
        { "x-forwarded-for": "203.0.113.9" },
        { "x-forwarded-proto": "https" },
        { forwarded: "for=203.0.113.9" },
        { via: "1.1 proxy" },
        { "x-real-ip": "203.0.113.9" },
        { "cf-connecting-ip": "203.0.113.9" },
      ];
      for (const headers of proxied) {
        const { status, body } = await visit(origin, { host, ...headers });
        expect(status, JSON.stringify(headers)).toBe(403);
        expect(JSON.parse(body)).toMatchObject({ error: { code: "RFP05", hint: expect.any(String) } });
      }

      const authorization = `Bearer ${await token("viewer")}`;
      expect(await visit(origin, { host, via: "1.1 proxy", authorization })).toMatchObject({ status: 200 });
    },
    { development: true },
  );
});

test("in development a token counts where one is sent: its role, or nothing", async () => {
  await withServer(
    async ({ ask, token }) => {
      const mutation = `mutation { createFlow(input: { slug: "f" }) { result { slug } } }`;

      expect((await ask(mutation, {}, await token("viewer"))).errors[0]?.extensions.code).toBe("RFP02");
      expect((await ask(mutation, {}, "rfx_wrong")).status).toBe(401);
      expect((await ask(mutation)).data.createFlow.result).toEqual({ slug: "f" });
    },
    { development: true },
  );
});

test("a development server that listens to the network asks for a token", async () => {
  await withServer(
    async ({ server, ask, token }) => {
      const { port } = new URL(server.url);
      const answer = await visit(`http://127.0.0.1:${port}`, { host: `127.0.0.1:${port}` });

      expect(answer.status).toBe(401);
      expect(await ask("{ __typename }", {}, await token("viewer"))).toMatchObject({ status: 200 });
    },
    { development: true, host: "0.0.0.0" },
  );
});

test("a token ends when it is revoked or has expired, and remembers when it was used", async () => {
  await withServer(async ({ pool, ask, token }) => {
    const revoked = await token("viewer");
    const expired = await token("viewer");
    const used = await token("viewer");

    expect((await ask("{ __typename }", {}, used)).status).toBe(200);
    await pool.query("select reflux.revoke_token(min(id)) from reflux.api_tokens");
    await pool.query(
      "update reflux.api_tokens set expires_at = now() where id = (select min(id) + 1 from reflux.api_tokens)",
    );

    expect((await ask("{ __typename }", {}, revoked)).status).toBe(401);
    expect((await ask("{ __typename }", {}, expired)).status).toBe(401);
    const { rows } = await pool.query(
      "select last_used_at is not null as used, hash <> '' as hashed from reflux.api_tokens order by id",
    );
    expect(rows.map(({ used: wasUsed }) => wasUsed)).toEqual([false, false, true]);
    expect(JSON.stringify(rows)).not.toContain(used);
  });
});

test("neither the hash of a token nor a ciphertext nor a worker's secret is in the schema", async () => {
  await withServer(async ({ server }) => {
    const { ApiToken, Secret, Worker } = server.engine.schema.getTypeMap();
    const names = [ApiToken, Secret, Worker].flatMap((type) =>
      type && "getFields" in type ? Object.keys(type.getFields()) : [],
    );

    expect(names).toEqual(expect.arrayContaining(["hint", "lastUsedAt", "leaseUntil"]));
    expect(names.filter((name) => /hash|cipher|secret/i.test(name))).toEqual([]);
  });
});
