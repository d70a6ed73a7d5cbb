/** The case files of JSONata itself, where they are at hand: each that differs is known, and README.md says why. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { createEvaluator } from "./evaluator.ts";
import { parseJson } from "./json.ts";

const suites = process.env["SUITES"] ?? join(import.meta.dirname, "../../shared/suites");
const root = join(suites, "jsonata/test/test-suite");

if (!existsSync(root)) console.warn(`JSONata's own cases are not at ${root}: their test is skipped`);

/** The files in which a case differs, by why it does. */
const differences: Readonly<Record<string, readonly string[]>> = {
  "sums are those of decimals": [
    "function-average/case001.json",
    "function-sum/case001.json",
    "object-constructor/case015.json",
    "object-constructor/case016.json",
    "object-constructor/case019.json",
    "object-constructor/case020.json",
    "object-constructor/case021.json",
    "transform/case000.json",
  ],
  "all digits are kept": ["function-number/case008.json", "function-string/case001.json"],
  "more digits than are kept are refused, with another code": [
    "function-parseInteger/parseInteger.json",
    "function-power/case006.json",
    "numeric-operators/case014.json",
  ],
  "the driver of the suite ends these by itself; here they end by their limits": [
    "tail-recursion/case002.json",
    "tail-recursion/case005.json",
    "tail-recursion/case006.json",
  ],
  "there is no $eval": Array.from({ length: 9 }, (_, at) => `function-eval/case00${at}.json`),
};

interface Case {
  readonly expr?: string;
  readonly "expr-file"?: string;
  readonly data?: unknown;
  readonly dataset?: string | null;
  readonly bindings?: Record<string, unknown>;
  readonly timelimit?: number;
  readonly depth?: number;
  readonly result?: unknown;
  readonly undefinedResult?: boolean;
  readonly code?: string;
  readonly error?: { readonly code: string };
}

test.skipIf(!existsSync(root))(
  `JSONata's own cases give what they say, but for those that are known (${root})`,
  async () => {
    const differing = new Set<string>();
    let count = 0;
    for (const file of readdirSync(join(root, "groups"), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".json")) continue;
      const cases = [readJson(join("groups", file))].flat() as readonly Case[];
      for (const one of cases) {
        count += 1;
        if (!(await isRight(one, file))) differing.add(file.replaceAll("\\", "/"));
      }
    }

    expect(count).toBeGreaterThan(1_600);
    expect([...differing].toSorted()).toEqual(Object.values(differences).flat().toSorted());
  },
  120_000,
);

async function isRight(one: Case, file: string): Promise<boolean> {
  const wanted = one.code ?? one.error?.code;
  try {
    const value = plain(await evaluate(one, file));
    if (wanted !== undefined) return false;
    return isDeepStrictEqual(value, one.undefinedResult ? undefined : plain(one.result));
  } catch (error) {
    return wanted !== undefined && Object(error).code === wanted;
  }
}

async function evaluate(one: Case, file: string): Promise<unknown> {
  const named = one["expr-file"];
  const source =
    named === undefined ? (one.expr ?? "") : readFileSync(join(root, "groups", file, "..", named), "utf8");
  const data =
    "data" in one ? one.data : one.dataset ? readJson(join("datasets", `${one.dataset}.json`)) : undefined;
  const evaluator = createEvaluator(source, {
    timeout: one.timelimit ?? 5_000,
    stack: one.depth ?? 500,
    sequence: 10_000_000,
    RegexEngine: RegExp,
  });
  return await evaluator.evaluate(data, one.bindings);
}

function readJson(file: string): unknown {
  return parseJson(readFileSync(join(root, file), "utf8"));
}

/** As JSON: functions and the notes that JSONata hangs on its lists are no values. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value) ?? "null");
}
