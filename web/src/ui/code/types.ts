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
  /** What is written, where that is not the label. */
  readonly insert?: string;
  readonly detail?: string;
  readonly kind?: "variable" | "function" | "property" | "keyword";
}

/** What could stand at the cursor, given the text before it; `from` is where the word begins. */
export type Completer = (before: string) => CompletionAnswer | null;

export interface CompletionAnswer {
  readonly from: number;
  readonly options: readonly Completion[];
  /** The options are those that fit what is typed, the best first; otherwise the editor finds them. */
  readonly filtered?: boolean;
}

export interface CodeEditorProps {
  readonly value: string;
  readonly label: string;
  readonly language: Language;
  readonly onValueChange?: (value: string) => void;
  readonly readOnly?: boolean;
  readonly diagnostics?: readonly Diagnostic[];
  readonly complete?: Completer;
  /** Mod+Enter in the editor. */
  readonly onSubmit?: () => void;
  readonly placeholder?: string;
  /** Starts as an editor rather than on the first focus. */
  readonly eager?: boolean;
  readonly lines?: number;
  readonly invalid?: boolean;
  readonly className?: string | undefined;
}

/** What was typed before the editor was there, and whether it takes the place of all. */
export interface TypedAhead {
  readonly text: string;
  readonly all: boolean;
}
