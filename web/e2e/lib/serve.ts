/**
 * The built site on loopback, under the strictest content security policy, for pages that need no API:
 * whoever asks gets in, and nothing more is answered. Screens are tested against the real server.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

export interface Site extends AsyncDisposable {
  readonly origin: string;
}

export async function serveSite(folder: string): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    if (pathname === "/graphql") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end('{"data":{"__typename":"Query"}}');
      return;
    }
    void send(folder, pathname, response);
  });
  server.on("upgrade", (_, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A path that names no file is an address of the app. */
async function send(folder: string, pathname: string, response: ServerResponse): Promise<void> {
  const wanted = join(folder, normalize(pathname));
  const found = await stat(wanted).then(
    (entry) => entry.isFile(),
    () => false,
  );
  const file = found ? wanted : join(folder, "index.html");
  response.writeHead(200, {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "content-security-policy": contentSecurityPolicy,
  });
  createReadStream(file).pipe(response);
}
