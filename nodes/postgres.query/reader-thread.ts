/** Reads statements for `single-statement.ts`, in a thread of its own. */
import { parentPort } from "node:worker_threads";
import { readStatement } from "./read-statement.ts";

parentPort?.on("message", async ({ id, text }: { readonly id: number; readonly text: string }) => {
  parentPort?.postMessage({ id, problem: await readStatement(text) });
});
