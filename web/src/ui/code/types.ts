export type Language = "json" | "sql" | "typescript" | "yaml" | "expression" | "text";

export interface Diagnostic {
  /** Characters from the start. */
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

export interface Completion {
  readonly label: string;
  readonly detail?: string;
  readonly kind?: "variable" | "function" | "property" | "keyword";
}

/** What could stand at the cursor, given the text before it; `from` is where the word begins. */
export type Completer = (
  before: string,
) => { readonly from: number; readonly options: readonly Completion[] } | null;
