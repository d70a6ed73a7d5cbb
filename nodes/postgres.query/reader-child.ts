/** Reads statements for `single-statement.ts`, in a process of its own. */
import { answerAll } from "#child/inside/answer.ts";
import { readStatement } from "./read-statement.ts";

// What the parser dies of ends the process: it would not be itself any more. Only `single-statement.ts` asks.
answerAll(async (question) => (await readStatement(question as string)) ?? null, 65_536);
