import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { appPolicy } from "../http/headers.ts";
import { problemAs, type Reply } from "../http/reply.ts";
import type { Call, Route } from "../http/route.ts";

/**
 * The built web app: all of its files in memory, compressed once, and its page for every other address, so that a link
 * into the app works. Public, because the page on which one signs in has to load; it holds no data.
 */
export function appRoute(folder: string): Route {
  const files = readFiles(folder);
  return {
    name: "app",
    methods: ["GET"],
    path: "/*",
    access: "public",
    async handle(call) {
      const file = files.get(call.path);
      if (file) return await serveFile(call, file);
      // What looks like a file and is not there must not be answered with a page. Below a screen a dot is part of a name:
      // /nodes/http.request.
      if (/^\/(assets\/|[^/]+\.[^/]+$)/.test(call.path))
        return problemAs(404, "RFN08", "there is no such file");
      return await serveFile(call, files.get("/index.html") ?? notBuilt);
    },
  };
}

type File = {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Named by its content, so it never changes. */
  readonly isImmutable: boolean;
  readonly compressed: Map<string, Promise<Buffer>>;
};

function readFiles(folder: string): ReadonlyMap<string, File> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    names.map((name) => {
      const path = name.slice(folder.length).replaceAll("\\", "/");
      const bytes = readFileSync(name);
      return [path, toFile(path, bytes)] as const;
    }),
  );
}

function toFile(path: string, bytes: Buffer): File {
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
  return {
    bytes,
    type: types[extname(path)] ?? "application/octet-stream",
    etag: `"${hash}"`,
    isImmutable: path.startsWith("/assets/"),
    compressed: new Map(),
  };
}

async function serveFile({ request }: Call, file: File): Promise<Reply> {
  const cache = file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache";
  const shared = {
    etag: file.etag,
    "cache-control": cache,
    "content-security-policy": appPolicy,
    vary: "accept-encoding",
  };
  if (request.headers["if-none-match"]?.includes(file.etag)) return { status: 304, headers: shared };
  const accepted = request.headers["accept-encoding"] ?? "";
  const encoding = encodings.find(([name]) => new RegExp(`\\b${name}\\b`).test(accepted));
  if (!encoding || file.bytes.length < 1_024 || !compressible.test(file.type)) {
    return { status: 200, headers: { ...shared, "content-type": file.type }, body: file.bytes };
  }
  const [name, compress] = encoding;
  let compressed = file.compressed.get(name);
  if (!compressed) {
    compressed = compress(file.bytes);
    file.compressed.set(name, compressed);
  }
  const headers = { ...shared, "content-type": file.type, "content-encoding": name };
  return { status: 200, headers, body: await compressed };
}

const encodings: readonly (readonly [string, (bytes: Buffer) => Promise<Buffer>])[] = [
  ["br", (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })],
  ["gzip", (bytes) => promisify(gzip)(bytes, { level: 9 })],
];

const compressible = /^(text\/|application\/(javascript|json|manifest)|image\/svg)/;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

const notBuilt = toFile(
  "/index.html",
  Buffer.from(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Reflux</title>
  </head>
  <body>
    <main>
      <h1>Reflux is running</h1>
      <p>The web app is not built. Build it with <code>npm run build:web</code> and start again.</p>
      <p>Meanwhile: GraphiQL is at <a href="/ruru">/ruru</a> in development, the API at <code>/graphql</code>.</p>
    </main>
  </body>
</html>
`),
);
