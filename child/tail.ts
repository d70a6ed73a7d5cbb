import type { Readable } from "node:stream";

/** The last words of a process: what stands in them is for whoever reads its error, so no secret does. */
export function tailOf(
  stream: Readable | null,
  maxBytes: number,
  env: Readonly<Record<string, string>>,
): () => string {
  let kept = Buffer.alloc(0);
  let left = 0;
  stream?.on("data", (chunk: Buffer) => {
    const all = kept.byteLength + chunk.byteLength > maxBytes ? Buffer.concat([kept, chunk]) : undefined;
    left += all ? all.byteLength - maxBytes : 0;
    kept = all ? all.subarray(all.byteLength - maxBytes) : Buffer.concat([kept, chunk]);
  });
  stream?.on("error", () => undefined);
  return () => (left > 0 ? "… " : "") + redact(kept.toString("utf8"), env).trim();
}

/** Values of variables that only tell where things are may be read by anybody, and errors speak of them. */
const HARMLESS = new Set(["PATH", "HOME", "LANG", "LC_ALL", "TZ", "NODE_ENV", "TERM"]);
const SHORTEST = 4;

export function redact(text: string, env: Readonly<Record<string, string>>): string {
  const secrets = Object.entries(env)
    .filter(([name, value]) => !HARMLESS.has(name) && value.length >= SHORTEST)
    .map(([, value]) => value)
    // Of two the longer first: the shorter may be a part of it.
    .toSorted((a, b) => b.length - a.length);
  return secrets
    .reduce((left, secret) => left.replaceAll(secret, "[redacted]"), text)
    .replaceAll(/(\w+:\/\/[^\s:@/]*):[^\s@/]*@/g, "$1:[redacted]@");
}
