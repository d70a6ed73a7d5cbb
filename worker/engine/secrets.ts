import { RefluxError } from "#db/errors.ts";
import { decryptSecret } from "#db/secrets.ts";
import type { Calls } from "./calls.ts";
import type { Lease } from "./lease.ts";
import { createRedactor, type Redactor, redactPieces } from "./redaction.ts";

/** The secrets one attempt has seen: read once each, and struck out of whatever the attempt leaves behind. */
export type AttemptSecrets = {
  get(name: string): Promise<string>;
  /** Of the secrets seen so far, those that may go to some hosts only. */
  bounds(): readonly { readonly name: string; readonly hosts: readonly string[] }[];
  /** The same value with every secret seen so far replaced by dots. */
  redact<T>(value: T): T;
  redactBytes(bytes: Uint8Array): Uint8Array;
  /** The same for bytes that come in pieces, wherever they were cut. */
  redactPieces(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
};

type Step = Pick<Lease, "run_id" | "idx">;

export function createSecrets(calls: Pick<Calls, "secret">): (step: Step) => AttemptSecrets {
  return (step) => {
    const seen = new Map<string, string>();
    const bounds: { name: string; hosts: readonly string[] }[] = [];
    let made: { readonly of: number; readonly redactor: Redactor | undefined } | undefined;
    /** Made once for what has been read so far, which only grows. */
    const redactor = () => {
      if (made?.of !== seen.size) made = { of: seen.size, redactor: createRedactor([...seen.values()]) };
      return made.redactor;
    };
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
      redact: (value) => redactor()?.value(value) ?? value,
      redactBytes: (bytes) => redactor()?.bytes(bytes) ?? bytes,
      redactPieces: (pieces) => redactPieces(pieces, redactor),
    };
  };
}
