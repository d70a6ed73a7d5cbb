import { createHash } from "node:crypto";
import type pg from "pg";
import { Batch } from "../batch.ts";
import { type Principal, type Role, roles } from "./principal.ts";

/**
 * Whose a token is. Asked for each request: a revoked token ends with the next one. The database compares hashes, so
 * the time it takes says nothing about the token. Those who come together are asked for together, so a storm of wrong
 * ones keeps nobody waiting.
 */
export class Tokens {
  readonly #batch: Batch<Buffer, Principal>;

  constructor(pool: pg.Pool) {
    this.#batch = new Batch(async (hashes) => await findAll(pool, hashes));
  }

  /** The principal of a token, or undefined when it is unknown, revoked or expired. */
  async find(token: string): Promise<Principal | undefined> {
    return token.length <= longestToken ? await this.findByHash(hashOf(token)) : undefined;
  }

  /** The same, for a connection that stays open. */
  async findByHash(hash: Buffer): Promise<Principal | undefined> {
    return await this.#batch.get(hash);
  }
}

async function findAll(pool: pg.Pool, hashes: readonly Buffer[]): Promise<ReadonlyMap<number, Principal>> {
  const { rows } = await pool.query<TokenRow>({
    name: "reflux-find-tokens",
    text:
      "select h.place::int as place, t.id, t.name, t.role, t.flows, t.expires_at " +
      "from unnest($1::bytea[]) with ordinality as h(hash, place) " +
      "cross join lateral reflux_private.find_token(h.hash) t",
    values: [hashes],
  });
  return new Map(
    rows.flatMap((row) => {
      const hash = hashes[row.place - 1];
      return hash && isRole(row.role) ? [[row.place - 1, toPrincipal(row, row.role, hash)] as const] : [];
    }),
  );
}

function toPrincipal(
  { id, name, flows, expires_at: expiresAt }: TokenRow,
  role: Role,
  hash: Buffer,
): Principal {
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
  /** Of its hash among those asked for, from one. */
  readonly place: number;
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly flows: string;
  readonly expires_at: Date | null;
};

function isRole(role: string): role is Role {
  return roles.some((known) => known === role);
}
