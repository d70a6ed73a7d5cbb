import { RefluxError } from "#db/errors.ts";
import { decryptSecret } from "#db/secrets.ts";
import type { Calls } from "./calls.ts";
import type { Lease } from "./lease.ts";

/** The secrets one attempt has seen: read once each, and struck out of whatever the attempt leaves behind. */
export type AttemptSecrets = {
  get(name: string): Promise<string>;
  /** Of the secrets seen so far, those that may go to some hosts only. */
  bounds(): readonly { readonly name: string; readonly hosts: readonly string[] }[];
  /** The same value with every secret seen so far replaced by dots. */
  redact<T>(value: T): T;
};

type Step = Pick<Lease, "run_id" | "idx">;

const SHORTEST_REDACTED = 4;
const DOTS = "•••";

export function createSecrets(calls: Pick<Calls, "secret">): (step: Step) => AttemptSecrets {
  return (step) => {
    const seen = new Map<string, string>();
    const bounds: { name: string; hosts: readonly string[] }[] = [];
    return {
      bounds: () => bounds,
      async get(name) {
        const known = seen.get(name);
        if (known !== undefined) return known;
        const secret = await calls.secret(name, step);
        if (!secret) {
          throw new RefluxError("RFN06", `there is no secret ${name}`, {
            hint: "Set it in Settings, or with the setSecret mutation.",
          });
        }
        const value = decryptSecret(name, secret.ciphertext);
        // Before anybody has the value: who waits for it may connect at once.
        if (secret.hosts) bounds.push({ name, hosts: secret.hosts });
        seen.set(name, value);
        return value;
      },
      redact: (value) => {
        const secrets = [...seen.values()].filter((secret) => secret.length >= SHORTEST_REDACTED);
        return secrets.length === 0 ? value : redactIn(value, patternOf(secrets));
      },
    };
  };
}

/** Any of the secrets, as they are and as they stand in a URL; the longest first, since one may begin another. */
function patternOf(secrets: readonly string[]): RegExp {
  const forms = new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())]));
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((form) => RegExp.escape(form)).join("|"), "g");
}

/** String by string: in its text as JSON a secret could be part of an escape, or of the grammar. */
function redactIn<T>(value: T, pattern: RegExp): T {
  const strike = (part: unknown): unknown => {
    if (typeof part === "string") return part.replace(pattern, DOTS);
    if (typeof part === "number") {
      const text = String(part);
      const struck = text.replace(pattern, DOTS);
      return struck === text ? part : struck;
    }
    if (Array.isArray(part)) return part.map(strike);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, child]) => [strike(key), strike(child)]));
  };
  const text = JSON.stringify(value);
  // What has no JSON has no strings; the rest is JSON of the same shape, its strings shorter or longer.
  return text === undefined ? value : (strike(JSON.parse(text)) as T);
}
