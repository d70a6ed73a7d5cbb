import { fields } from "./fields.ts";

export interface Suggestion {
  readonly label: string;
  readonly detail?: string;
  /** What replaces the text from `from` to the cursor. */
  readonly insert: string;
}

/** What could come at the cursor: a field's name, or its values; `known` are the values only the server has. */
export function completeRunQuery(
  text: string,
  cursor: number,
  known: Readonly<Record<string, readonly string[]>> = {},
): { readonly from: number; readonly suggestions: readonly Suggestion[] } {
  const before = text.slice(0, cursor);
  const word = /\S*$/.exec(before)?.[0] ?? "";
  const colon = word.indexOf(":");
  if (colon === -1) {
    const typed = word.replace(/^-/, "");
    const from = cursor - typed.length;
    const suggestions = fields
      .filter((field) => field.name.startsWith(typed.toLowerCase()))
      .map((field) => ({
        label: `${field.name}:`,
        detail: `${field.name}:${field.example}`,
        insert: `${field.name}:`,
      }));
    return { from, suggestions };
  }
  const name = word.slice(0, colon).replace(/^-/, "");
  const field = fields.find((one) => one.name === name || one.alias === name);
  const value = /[^,:<>]*$/.exec(word)?.[0] ?? "";
  const values = field?.choices ?? known[field?.name ?? ""] ?? [];
  const used = new Set(word.slice(colon + 1).split(","));
  return {
    from: cursor - value.length,
    suggestions: values
      .filter((choice) => choice.startsWith(value.toLowerCase()) && (choice === value || !used.has(choice)))
      .slice(0, 20)
      .map((choice) => ({ label: choice, insert: choice })),
  };
}
