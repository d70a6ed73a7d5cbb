import { RefluxError } from "#db/errors.ts";
import { decryptSecret } from "#db/secrets.ts";
import type { Calls } from "./calls.ts";

/** The secrets one attempt has seen: read once each, and struck out of whatever the attempt leaves behind. */
export type AttemptSecrets = {
  get(name: string): Promise<string>;
  /** The same value with every secret seen so far replaced by dots. */
  redact<T>(value: T): T;
};

const SHORTEST_REDACTED = 4;

export function createSecrets(calls: Pick<Calls, "secret">): () => AttemptSecrets {
  return () => {
    const seen = new Map<string, string>();
    return {
      async get(name) {
        const known = seen.get(name);
        if (known !== undefined) return known;
        const ciphertext = await calls.secret(name);
        if (!ciphertext) {
          throw new RefluxError("RFN06", `there is no secret ${name}`, {
            hint: "Set it in Settings, or with the setSecret mutation.",
          });
        }
        const value = decryptSecret(name, ciphertext);
        seen.set(name, value);
        return value;
      },
      redact: (value) => {
        const secrets = [...seen.values()].filter((secret) => secret.length >= SHORTEST_REDACTED);
        return secrets.length === 0 ? value : redactIn(value, secrets);
      },
    };
  };
}

function redactIn<T>(value: T, secrets: readonly string[]): T {
  // Through JSON, where a secret with quotes or line ends stands escaped.
  let text = JSON.stringify(value);
  if (text === undefined) return value;
  for (const secret of secrets) text = text.replaceAll(JSON.stringify(secret).slice(1, -1), "•••");
  // It was JSON and a string inside it was replaced.
  return JSON.parse(text) as T;
}
