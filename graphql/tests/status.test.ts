import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { bearer, withServer } from "./kit.ts";

test("ready means: the database answers, and its schema is the one this server started on", async () => {
  await withServer(async ({ pool, fetch }) => {
    const ready = async () => {
      const response = await fetch("/readyz");
      return { status: response.status, ...((await response.json()) as object) };
    };

    expect(await ready()).toEqual({
      status: 200,
      ready: true,
      database: "reachable",
      schema: "current",
      listening: true,
      workers: 0,
      deaf_workers: 0,
    });
    await announce(pool);
    await pool.query("insert into reflux_private.objects (path, sha256) values ('functions/new.sql', 'x')");
    await eventually("it is noticed", async () => (await ready()).status === 503);
    expect(await ready()).toMatchObject({ ready: false, schema: "changed", workers: 1 });
  });
});

test("metrics are in the format of Prometheus, and count what happened", async () => {
  await withServer(async ({ pool, fetch, token }) => {
    await announce(pool);
    await deploy(pool, "f", webhookFlow("p"));
    await fetch("/hooks/p", { method: "POST", body: "1" });
    await fetch("/hooks/none", { method: "POST", body: "1" });
    const response = await fetch("/metrics", { headers: bearer(await token("viewer")) });
    const text = await response.text();

    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? -?\d+(\.\d+)?(e[-+]\d+)?)$/);
    }
    for (const line of [
      'reflux_http_requests_total{route="hooks",status="202"} 1',
      'reflux_http_requests_total{route="hooks",status="404"} 1',
      'reflux_http_seconds_bucket{route="hooks",le="+Inf"} 2',
      'reflux_runs{state="queued"} 1',
      "reflux_workers 1",
      "reflux_listening 1",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });
});

test("stopping answers what is under way, and takes nothing new", async () => {
  await withServer(async ({ pool, server, fetch }) => {
    const { drive } = await announce(pool);
    await deploy(pool, "f", webhookFlow("p", { mode: "sync", deadline_seconds: 20 }));
    const waiting = fetch("/hooks/p", { method: "POST", body: "1" });
    await eventually("the run has started", async () => {
      const { rowCount } = await pool.query("select from reflux.runs");
      return rowCount;
    });
    const closing = server.close();
    await eventually(
      "nobody is let in",
      async () =>
        await fetch("/healthz").then(
          () => false,
          () => true,
        ),
    );
    await drive();

    expect((await waiting).status).toBe(200);
    await closing;
  });
});

test("whoever is slow with the head of a request is cut off", { timeout: 40_000 }, async () => {
  await withServer(async ({ origin }) => {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n");
    const began = performance.now();
    const drip = setInterval(() => socket.writable && socket.write("x"), 500);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    clearInterval(drip);

    expect(answer).toMatch(/^HTTP\/1\.1 (408|400)/);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

test("the app is served with its page for every address, compressed, cached, and under its own policy", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reflux-app-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>App</title>");
  writeFileSync(join(folder, "assets/app-4f3a.js"), `console.log("${"x".repeat(5_000)}")`);
  await withServer(
    async ({ fetch }) => {
      for (const path of ["/", "/flows", "/runs/7?step=a"]) {
        const page = await fetch(path);
        expect(await page.text(), path).toContain("<title>App</title>");
        expect(page.headers.get("cache-control")).toBe("no-cache");
        expect(page.headers.get("content-security-policy")).toContain("script-src 'self';");
        expect(page.headers.get("content-security-policy")).not.toMatch(/unsafe|\*/);
      }
      const script = await fetch("/assets/app-4f3a.js", { headers: { "accept-encoding": "br" } });
      expect(script.headers.get("content-encoding")).toBe("br");
      expect(script.headers.get("cache-control")).toContain("immutable");
      expect(await script.text()).toContain("xxx");
      const again = await fetch("/assets/app-4f3a.js", {
        headers: { "if-none-match": script.headers.get("etag") ?? "" },
      });
      expect(again.status).toBe(304);
      for (const path of [
        "/assets/none.js",
        "/../package.json",
        "/%2e%2e/package.json",
        "/index.html/../../package.json",
      ]) {
        const answer = await fetch(path);
        expect(await answer.text(), path).not.toContain('"dependencies"');
      }
    },
    { appFolder: folder },
  );
});

test("an operation is named by its hash, in both of the ways that clients do", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reflux-app-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const persistedFile = join(folder, "persisted.json");
  writeFileSync(persistedFile, JSON.stringify({ abc: "query Seq { changeSeq }" }));
  await withServer(
    async ({ fetch, token }) => {
      const headers = { "content-type": "application/json", ...bearer(await token("viewer")) };
      const send = async (body: object) =>
        await (await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(body) })).json();

      expect(await send({ documentId: "abc" })).toEqual({ data: { changeSeq: "0" } });
      expect(await send({ documentId: "sha256:abc" })).toEqual({ data: { changeSeq: "0" } });
      expect(
        await send({ query: "", extensions: { persistedQuery: { version: 1, sha256Hash: "abc" } } }),
      ).toEqual({
        data: { changeSeq: "0" },
      });
      expect(await send({ documentId: "other" })).toMatchObject({
        errors: [{ extensions: { code: "RFV06", hint: expect.stringContaining("reload") } }],
      });
    },
    { persistedFile },
  );
});

test("GraphiQL is there in development, with nothing from elsewhere", async () => {
  await withServer(
    async ({ fetch }) => {
      const html = await (await fetch("/ruru")).text();
      const files = [...html.matchAll(/(?:src|href)="(?<url>[^"]+)"/g)].map(
        ({ groups }) => groups?.["url"] ?? "",
      );

      expect(files.length).toBeGreaterThan(0);
      expect(html).not.toMatch(/https?:\/\/(?!localhost|127\.0\.0\.1|www\.w3\.org)/);
      for (const url of files.filter((name) => name.startsWith("/")))
        expect((await fetch(url)).status, url).toBe(200);
    },
    { development: true },
  );
});
