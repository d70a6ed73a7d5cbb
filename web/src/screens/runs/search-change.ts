/** Part of an address, where undefined takes a key away. */
export type Change<Search> = { readonly [Key in keyof Search]?: Search[Key] | undefined };

export function withChange<Search extends object>(before: Search, change: Change<Search>): Search {
  const entries = Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined);
  // The keys and values of Search: absent ones are those that may be absent, or they could not be undefined here.
  return Object.fromEntries(entries) as Search;
}
