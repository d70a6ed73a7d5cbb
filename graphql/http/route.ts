import type { IncomingMessage } from "node:http";
import type { Principal } from "../auth/principal.ts";
import type { Body } from "./body.ts";
import type { Reply } from "./reply.ts";

/** One request, taken apart once. */
export type Call = {
  /** Names it in the log and in the answer. */
  readonly id: string;
  readonly request: IncomingMessage;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Aborted when the caller hangs up before the answer. */
  readonly gone: AbortSignal;
  /** At most `limit` bytes, else RFL05. */
  readBody(limit: number): Promise<Body>;
};

/**
 * The table of routes is the whole surface of the server: what is not in it is not found, and what does not say
 * `public` needs a principal. A test walks it.
 */
export type Route = {
  /** For metrics and tests. */
  readonly name: string;
  readonly methods: readonly string[];
  /** Exact, or everything below when it ends in `/*`. */
  readonly path: string;
} & (
  | { readonly access: "public"; handle(call: Call): Promise<Reply> }
  | { readonly access: "token"; handle(call: Call, principal: Principal): Promise<Reply> }
);

/** The routes of a path, the most exact first. */
export function routesOf(table: readonly Route[], path: string): readonly Route[] {
  const exact = table.filter((route) => route.path === path);
  if (exact.length > 0) return exact;
  const below = table.filter(
    (route) => route.path.endsWith("/*") && path.startsWith(route.path.slice(0, -1)),
  );
  const longest = Math.max(...below.map((route) => route.path.length));
  return below.filter((route) => route.path.length === longest);
}
