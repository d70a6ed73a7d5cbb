import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
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
 * Operations that an operator registers besides those of the page: a map like that of the build, or a folder of
 * `.graphql` files, each with one operation and its fragments. Asked for and not there is an error at start.
 */
export function readRegistered(path: string): PersistedOperations {
  if (!existsSync(path)) {
    throw new RefluxError("RFI02", `${path}, which REFLUX_OPERATIONS_FILE names, is not there`);
  }
  if (!statSync(path).isDirectory()) return readPersisted(path);
  const documents = readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".graphql"))
    .map((name) => readFileSync(join(path, name), "utf8"));
  return new Map(documents.map((document) => [sha256(document), document]));
}

/** Which documents are run: those that were registered, or any. */
export type OperationsMode = "persisted" | "any";

/**
 * The document of a request: its `query`, or the one it names by hash, in either of the two ways clients do. Naming
 * spares the browser a parser and the wire the text. Where only registered ones are run, a text is looked up by its own
 * hash: whoever sends a registered one as text, with or without its last line break, is not refused.
 */
export function documentOf(
  body: Readonly<Record<string, unknown>>,
  known: PersistedOperations,
  mode: OperationsMode = "any",
): string {
  const { query, documentId } = body;
  if (typeof query === "string" && query !== "") {
    if (mode === "any") return query;
    const registered = known.get(sha256(query)) ?? known.get(sha256(`${query}\n`));
    if (registered !== undefined) return registered;
    throw new RefluxError("RFL11", "this server runs registered operations only", {
      hint: "register it with REFLUX_OPERATIONS_FILE, or start the server with REFLUX_OPERATIONS=any",
    });
  }
  const hash = typeof documentId === "string" ? documentId : persistedHash(body["extensions"]);
  if (hash === undefined) throw new RefluxError("RFV06", "a request needs a query or a documentId");
  const document = known.get(bare(hash));
  if (document !== undefined) return document;
  throw new RefluxError("RFV06", `no operation ${hash.slice(0, 80)} is known here`, {
    detail: { reason: "PersistedQueryNotFound" },
    hint: "the page and the server are of different versions: reload the page",
  });
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const bare = (hash: string) => hash.replace(/^sha256:/, "");

function persistedHash(extensions: unknown): string | undefined {
  if (typeof extensions !== "object" || extensions === null || !("persistedQuery" in extensions))
    return undefined;
  const { persistedQuery } = extensions;
  if (typeof persistedQuery !== "object" || persistedQuery === null) return undefined;
  const hash = "sha256Hash" in persistedQuery ? persistedQuery.sha256Hash : undefined;
  return typeof hash === "string" ? hash : undefined;
}
