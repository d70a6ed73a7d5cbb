import { parseJson } from "#language/json.ts";
import type { Diagnostic } from "../../../ui/code/types.ts";

export type JsonText =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly diagnostic: Diagnostic };

/** What is written in the editor: a value, or what is wrong and where. */
export function readJson(text: string): JsonText {
  try {
    return { ok: true, value: parseJson(text) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const found = /position (\d+)/.exec(said)?.[1];
    const from = found === undefined ? Math.max(0, text.length - 1) : Math.min(Number(found), text.length);
    const line = text.slice(0, from).split("\n").length;
    const message = `Not JSON yet, at line ${line}`;
    return {
      ok: false,
      message,
      diagnostic: { from, to: Math.min(text.length, from + 1), message: said, severity: "error" },
    };
  }
}
