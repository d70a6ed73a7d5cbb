/**
 * The URL is the state. Each codec reads whatever is there (people edit URLs, links are old) and never throws: what it
 * cannot read is absent. Each prints short, and a default prints as nothing, so that a plain view has a plain address.
 */

/** Several choices, `failed,running`; only known ones are read. */
export function readSet<T extends string>(value: unknown, known: readonly T[]): readonly T[] {
  if (typeof value !== "string") return [];
  const asked = new Set(value.split(","));
  return known.filter((one) => asked.has(one));
}

export function printSet(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(",");
}

export function readOne<T extends string>(value: unknown, known: readonly T[], fallback: T): T {
  return known.find((one) => one === value) ?? fallback;
}

export interface Sorting<C extends string> {
  readonly column: C;
  readonly direction: "ascending" | "descending";
}

/** `started` or `-started`, as people know it from elsewhere. */
export function readSort<C extends string>(
  value: unknown,
  columns: readonly C[],
  fallback: Sorting<C>,
): Sorting<C> {
  if (typeof value !== "string") return fallback;
  const down = value.startsWith("-");
  const column = columns.find((one) => one === value.slice(down ? 1 : 0));
  return column === undefined ? fallback : { column, direction: down ? "descending" : "ascending" };
}

export function printSort({ column, direction }: Sorting<string>): string {
  return direction === "descending" ? `-${column}` : column;
}

export function readText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function readCount(value: unknown): number | undefined {
  const count = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
