/** Who asks, and what the database lets them do: the Postgres role and the flows their token reaches. */
export type Principal = {
  /** Names the token in the log and in `actor` columns; never the token itself. */
  readonly name: string;
  readonly role: Role;
  /** For the setting `reflux.flows`: `*`, or ids of flows separated by commas. */
  readonly flows: string;
  /** Unset for the developer, who has no token. */
  /** From where it asks, as the socket says; proxies in front are not believed. */
  readonly address?: string | undefined;
  readonly token?: { readonly id: string; readonly hash: Buffer; readonly expiresAt: Date | null };
};

export const roles = ["viewer", "operator", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

/** Who asks without a token: only in development, only on loopback, only from our own pages (see door.ts). */
export const developer: Principal = { name: "development", role: "admin", flows: "*" };

/** What each transaction of a request is run with. */
export function settingsOf({ name, role, flows, address, token }: Principal): Record<string, string> {
  return {
    role: `reflux_${role}`,
    "reflux.actor": name,
    "reflux.flows": flows,
    "reflux.address": address ?? "",
    "reflux.token": token?.id ?? "",
  };
}

export function reachesAll({ flows }: Principal): boolean {
  return flows === "*";
}
