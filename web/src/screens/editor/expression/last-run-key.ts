/** Where the run that is looked at is kept, for who only looks whether it is there. */
export const lastRunKey = (slug: string, chosen?: number) => ["editor last run", slug, chosen] as const;
