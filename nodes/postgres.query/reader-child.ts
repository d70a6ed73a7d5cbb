/** Reads statements for `single-statement.ts`, in a process of its own. It ends with the one that asks. */
import { readStatement } from "./read-statement.ts";

process.on("message", ({ text }: { readonly text: string }) => void answer(text));

/** What the parser dies of ends the process: it would not be itself any more. */
async function answer(text: string): Promise<void> {
  process.send?.({ problem: await readStatement(text) });
}
