import { existsSync, readFileSync } from "node:fs";
import { RefluxError } from "#db/errors.ts";

/** Hash to document, as the build of the web app writes them. */
export type PersistedOperations = ReadonlyMap<string, string>;

/** No file, no persisted operations. A file that is not a map is a broken build, and an error at start. */
export function readPersisted(file: string): PersistedOperations {
  if (!existsSync(file)) return new Map();
  const map: unknown = JSON.parse(readFileSync(file, "utf8"));
  const entries = typeof map === "object" && map !== null ? Object.entries(map) : [];
  const isMap = !Array.isArray(map) && entries.every(([, document]) => typeof document === "string");
  if (!isMap) throw new RefluxError("RFI02", `${file} is not a map of hashes to documents`);
  // A client may name the algorithm or not, and so may the build.
  return new Map(entries.map(([hash, document]) => [bare(hash), document]));
}

/**
 * The document of a request: its `query`, or the one it names by hash, in either of the two ways clients do. Naming
 * spares the browser a parser and the wire the text; whoever holds a token may also send any other document.
 */
export function documentOf(body: Readonly<Record<string, unknown>>, known: PersistedOperations): string {
  const { query, documentId } = body;
  if (typeof query === "string" && query !== "") return query;
  const hash = typeof documentId === "string" ? documentId : persistedHash(body["extensions"]);
  if (hash === undefined) throw new RefluxError("RFV06", "a request needs a query or a documentId");
  const document = known.get(bare(hash));
  if (document !== undefined) return document;
  throw new RefluxError("RFV06", `no operation ${hash.slice(0, 80)} is known here`, {
    detail: { reason: "PersistedQueryNotFound" },
    hint: "the page and the server are of different versions: reload the page",
  });
}

const bare = (hash: string) => hash.replace(/^sha256:/, "");

function persistedHash(extensions: unknown): string | undefined {
  if (typeof extensions !== "object" || extensions === null || !("persistedQuery" in extensions))
    return undefined;
  const { persistedQuery } = extensions;
  if (typeof persistedQuery !== "object" || persistedQuery === null) return undefined;
  const hash = "sha256Hash" in persistedQuery ? persistedQuery.sha256Hash : undefined;
  return typeof hash === "string" ? hash : undefined;
}
