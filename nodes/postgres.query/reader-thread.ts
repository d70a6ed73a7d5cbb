/** Reads statements for `single-statement.ts`, in a thread of its own. */
import { parentPort } from "node:worker_threads";
import { readStatement } from "./read-statement.ts";

parentPort?.on("message", ({ id, text }: { readonly id: number; readonly text: string }) => {
  void readStatement(text).then((problem) => parentPort?.postMessage({ id, problem }));
});
