/** Proves that chdb is there and answers: it loads its library, and asks the engine for a sum and its version. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { answerAll } from "#child/inside/answer.ts";

type Chdb = { readonly query: (sql: string, format: string) => string };

answerAll((packageJson) => {
  const { query } = createRequire(fileURLToPath(String(packageJson)))("chdb") as Chdb;
  const [sum, version] = query("select sum(number), version() from numbers(10)", "TSV").trim().split("\t");
  if (sum !== "45") throw new Error(`it says that the sum of 0 to 9 is ${sum}`);
  return `the ClickHouse engine ${version} answers`;
}, 65_536);
