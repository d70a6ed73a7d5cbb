/** What options may be, apart from the commands, so that listing the commands loads none of them. */
export const runStates = ["queued", "running", "paused", "succeeded", "failed", "cancelled"] as const;

export const tokenRoles = ["viewer", "operator", "editor", "admin"] as const;
export type TokenRole = (typeof tokenRoles)[number];

export const psqlRoles = ["owner", ...tokenRoles] as const;
export type PsqlRole = (typeof psqlRoles)[number];
