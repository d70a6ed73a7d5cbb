import { createHash } from "node:crypto";
import type pg from "pg";
import { type Principal, type Role, roles } from "./principal.ts";

/**
 * The principal of a token, or undefined when it is unknown, revoked or expired. Asked for each request: a revoked
 * token ends with the next one. The database compares hashes, so the time it takes says nothing about the token.
 */
export async function findPrincipal(pool: pg.Pool, token: string): Promise<Principal | undefined> {
  return token.length <= longestToken ? await findByHash(pool, hashOf(token)) : undefined;
}

/** The same, for a connection that stays open. */
export async function findByHash(pool: pg.Pool, hash: Buffer): Promise<Principal | undefined> {
  const { rows } = await pool.query<TokenRow>({
    name: "reflux-find-token",
    text: "select id, name, role, flows, expires_at from reflux_private.find_token($1)",
    values: [hash],
  });
  const [row] = rows;
  if (!row || !isRole(row.role)) return undefined;
  const { id, name, role, flows, expires_at: expiresAt } = row;
  return { name: `${name} (token ${id})`, role, flows, token: { id, hash, expiresAt } };
}

export function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The token of an `Authorization` header or connection parameter; undefined when there is none of our kind. */
export function bearerToken(header: unknown): string | undefined {
  return typeof header === "string" ? /^Bearer +(rfx_[\w-]+)$/i.exec(header.trim())?.[1] : undefined;
}

/** Ours have 47 characters; hashing a megabyte for a stranger is work we need not do. */
const longestToken = 200;

type TokenRow = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly flows: string;
  readonly expires_at: Date | null;
};

function isRole(role: string): role is Role {
  return roles.some((known) => known === role);
}
