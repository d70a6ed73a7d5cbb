import type { Role } from "../../../data/rights.ts";

/** As the grants of the database have it; each may also what the one before may. */
export const roles: readonly { readonly id: Role; readonly may: string }[] = [
  { id: "viewer", may: "Read everything of its flows, but secrets and tokens" },
  { id: "operator", may: "Start, pause, resume, cancel, re-drive and signal runs" },
  { id: "editor", may: "Deploy, edit, enable and archive flows; set secrets" },
  { id: "admin", may: "Make and revoke tokens, change settings" },
];

export type TokenState = "valid" | "expired" | "revoked";

export function tokenState(
  token: { readonly revokedAt: string | null; readonly expiresAt: string | null },
  now: number,
): TokenState {
  if (token.revokedAt !== null) return "revoked";
  return token.expiresAt !== null && Date.parse(token.expiresAt) <= now ? "expired" : "valid";
}

/** Lifetimes to choose from, in days; none is for ever. */
export const lifetimes = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "Never" },
] as const;

export type Lifetime = (typeof lifetimes)[number]["value"];

export function expiryOf(lifetime: Lifetime, now: number): string | null {
  return lifetime === "never" ? null : new Date(now + Number(lifetime) * 86_400_000).toISOString();
}
