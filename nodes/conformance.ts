/**
 * The gate for every node: built in, from a directory, generated. A node that passes keeps the contract of
 * nodes/README.md; one that does not gets a finding for each promise it breaks, and nothing is thrown.
 */

import { inspect, isDeepStrictEqual } from "node:util";
import { parseJson } from "#language/json.ts";
import { type Attempt, attempt, impatientFetch, resolveSecrets, traceOf } from "./conformance-attempt.ts";
import { checkManifest } from "./sdk/check-manifest.ts";
import { declares } from "./sdk/hosts.ts";
import { checkValue, isNodeError, isOutcome, type NodeManifest, type Run } from "./sdk/index.ts";

export interface Candidate {
  readonly manifest: unknown;
  readonly run: unknown;
  readonly readme: string;
}

export interface Finding {
  readonly check: "manifest" | "readme" | "example" | "pure" | "abort" | "secrets" | "errors" | "effects";
  readonly message: string;
}

const HEADINGS = ["When to use", "Input", "Output", "Fails when", "Cost"];
const ABORT_WITHIN_MS = 1_000;

export async function checkConformance({ manifest, run, readme }: Candidate): Promise<Finding[]> {
  const findings = [...checkShape(manifest, run), ...checkReadme(readme)];
  if (findings.some(({ check }) => check === "manifest")) return findings;
  // checkShape has just said so.
  const node: Node = { manifest: manifest as NodeManifest, run: run as Run };
  findings.push(...checkSecretFields(node.manifest), ...checkHosts(node.manifest));
  for (const example of node.manifest.examples) {
    findings.push(...(await checkExample(node, example)));
    findings.push(...(await checkAbort(node, example)));
    findings.push(...(await checkFaults(node, example)));
  }
  return findings;
}

interface Node {
  readonly manifest: NodeManifest;
  readonly run: Run;
}
type Example = NodeManifest["examples"][number];

function checkShape(manifest: unknown, run: unknown): Finding[] {
  const findings: Finding[] = checkManifest(manifest).map(({ path, message }) => ({
    check: "manifest",
    message: path ? `${path} ${message}` : message,
  }));
  if (typeof run !== "function") findings.push({ check: "manifest", message: "run is not a function" });
  return findings;
}

function checkReadme(readme: string): Finding[] {
  const present = new Set([...readme.matchAll(/^##\s+(.+?)\s*$/gm)].map((match) => match[1]));
  return HEADINGS.filter((heading) => !present.has(heading)).map((heading) => ({
    check: "readme",
    message: `README.md has no heading "## ${heading}"`,
  }));
}

/** A secret field that no example shows would never be tested; a secret elsewhere would never be hidden. */
function checkSecretFields({ secrets, examples }: NodeManifest): Finding[] {
  const shown = new Set(
    examples.flatMap(({ config }) =>
      Object.entries(config)
        .filter(([, value]) => JSON.stringify(value)?.includes("{{ secrets."))
        .map(([key]) => key),
    ),
  );
  return [
    ...secrets
      .filter((field) => !shown.has(field))
      .map((field) => `no example shows {{ secrets.name }} in "${field}"`),
    ...[...shown]
      .filter((field) => !secrets.includes(field))
      .map((field) => `"${field}" holds a secret unannounced`),
  ].map((message) => ({ check: "secrets", message }));
}

/** A node of one's own reaches what it declares; an example that calls elsewhere would fail where it matters. */
function checkHosts({ hosts, examples }: NodeManifest): Finding[] {
  if (hosts === undefined) return [];
  return examples
    .flatMap(({ http = [] }) => http.map(({ request }) => request.url))
    .filter((url) => !URL.canParse(url) || !declares(hosts, new URL(url)))
    .map((url) => ({
      check: "effects",
      message: `an example calls ${url}, which \`hosts\` does not declare`,
    }));
}

async function checkExample(node: Node, example: Example): Promise<Finding[]> {
  const of = (check: Finding["check"], message: string): Finding => ({
    check,
    message: `"${example.title}" ${message}`,
  });
  const first = await attempt(node, example);
  const findings = checkResult(node.manifest, example, first).map((message) => of("example", message));
  findings.push(...checkTrace(example, first).map((message) => of("secrets", message)));
  if (first.usedGlobalFetch) findings.push(of("effects", "uses fetch instead of ctx.fetch"));
  if (node.manifest.effects === "pure") {
    const second = await attempt(node, example);
    if (!isDeepStrictEqual(first.result, second.result))
      findings.push(of("pure", "gives another output the second time"));
    for (const part of first.used) findings.push(of("pure", `is pure, but uses ctx.${part}`));
  }
  return findings;
}

function checkResult(
  { input, output, ports }: NodeManifest,
  example: Example,
  { result, thrown }: Attempt,
): string[] {
  const problems = checkValue(input, example.input).map(
    (problem) => `input${problem.path} ${problem.message}`,
  );
  if (thrown !== undefined) {
    const code = isNodeError(thrown) ? `${thrown.code}: ${thrown.message}` : inspect(thrown, { depth: 0 });
    return isNodeError(thrown) && thrown.code === example.error
      ? problems
      : [...problems, `fails with ${code}`];
  }
  if ("error" in example) return [...problems, `does not fail with ${String(example.error)}`];
  const expected = "outcome" in example ? example.outcome : example.output;
  if (!isDeepStrictEqual(plain(result), plain(expected)) || isOutcome(result) !== "outcome" in example) {
    return [...problems, `gives ${JSON.stringify(result)}`];
  }
  return [...problems, ...checkCompletion({ output, ports }, result)];
}

/** What a step completes with must fit the schema, and leave by ports that edges can name. */
function checkCompletion(
  { output, ports }: Pick<NodeManifest, "output" | "ports">,
  result: unknown,
): string[] {
  if (!isOutcome(result)) return misfits(output, result);
  if (result.kind !== "output") return [];
  const unnamed = result.ports.filter((port) => ports !== "dynamic" && !ports.includes(port));
  return [
    ...unnamed.map((port) => `leaves by the port "${port}", which the manifest does not name`),
    ...misfits(output, result.output),
  ];
}

function misfits(schema: NodeManifest["output"], value: unknown): string[] {
  return checkValue(schema, value).map(({ path, message }) => `output ${path} ${message}`);
}

async function checkAbort(node: Node, example: Example): Promise<Finding[]> {
  const controller = new AbortController();
  const running = attempt(node, example, { fetch: impatientFetch, signal: controller.signal });
  controller.abort(new Error("aborted by the conformance suite"));
  const deadline = Promise.withResolvers<"late">();
  const timer = setTimeout(() => deadline.resolve("late"), ABORT_WITHIN_MS);
  const settled = await Promise.race([running, deadline.promise]);
  clearTimeout(timer);
  if (settled !== "late") return [];
  return [{ check: "abort", message: `"${example.title}" goes on ${ABORT_WITHIN_MS} ms after an abort` }];
}

/** What the network does on a bad day. The messages repeat the request, as some clients' do. */
const FAULTS: Readonly<Record<string, typeof globalThis.fetch>> = {
  "the network fails": async (input, init) => {
    const request = new Request(input, init);
    const sent = `${request.url} ${JSON.stringify([...request.headers])} ${await request.text()}`;
    throw new TypeError(`fetch failed: ${sent}`, { cause: new Error(`connect ${sent}`) });
  },
  "the answer is an error": async (input, init) =>
    new Response(`cannot serve ${new Request(input, init).url}`, { status: 500 }),
  "the answer is not what it says": async () =>
    new Response("<html>", { status: 200, headers: { "content-type": "application/json" } }),
};

async function checkFaults(node: Node, example: Example): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [fault, fetch] of Object.entries(FAULTS)) {
    const failed = await attempt(node, example, { fetch });
    const where = `"${example.title}", when ${fault},`;
    for (const message of checkTrace(example, failed))
      findings.push({ check: "secrets", message: `${where} ${message}` });
    if (failed.thrown !== undefined && !isNodeError(failed.thrown)) {
      findings.push({
        check: "errors",
        message: `${where} throws ${inspect(failed.thrown, { depth: 0 })} instead of a NodeError`,
      });
    }
  }
  return findings;
}

function checkTrace(example: Example, done: Attempt): string[] {
  const { secrets } = resolveSecrets(example);
  const trace = traceOf(done);
  return Object.entries(trace).flatMap(([place, text]) =>
    Object.entries(secrets)
      .filter(([, value]) => text.includes(value))
      .map(([name]) => `shows the secret "${name}" in its ${place}`),
  );
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : parseJson(JSON.stringify(value));
}
