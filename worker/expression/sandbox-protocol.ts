import type { Limits } from "./prepare.ts";

/** Far above what `maxCharacters` lets through, so that it never decides. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/** What goes to a child process; JSON. */
export interface IsolatedRequest extends Limits {
  readonly source: string;
  readonly scope: unknown;
  /** The scope holds secrets, so errors must not quote it. */
  readonly discreet: boolean;
  readonly maxCharacters: number;
}

/** What comes back; JSON. */
export type IsolatedAnswer =
  | { readonly kind: "value"; readonly value?: unknown }
  | {
      readonly kind: "error";
      readonly code: string;
      readonly message: string;
      readonly hint?: string | undefined;
      readonly detail?: Readonly<Record<string, unknown>> | undefined;
    };
