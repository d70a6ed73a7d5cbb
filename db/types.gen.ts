/** Replaced by `npm run db:types`. */
export type DB = Record<string, never>;
