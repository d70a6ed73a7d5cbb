/** A step key: what an edge and an expression can name without quoting. Ports follow the same rule. */
export const keyPattern = "[A-Za-z_][A-Za-z0-9_]*";

const maxLength = 63;
const wholeKey = new RegExp(`^${keyPattern}$`);

/** Names that an object of JavaScript already answers to. As a key they would be a trap, so they are refused. */
const reserved = new Set(["__proto__", "constructor", "prototype"]);

export function isKey(text: string): boolean {
  return text.length <= maxLength && wholeKey.test(text) && !reserved.has(text);
}

/** The nearest legal key to what a person typed: `Notify  customer!` becomes `notify_customer`. */
export function toKey(text: string): string {
  const words = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const safe = /^[a-z]/.test(words) ? words : `step_${words}`;
  const key = safe.slice(0, maxLength).replace(/_+$/, "");
  return reserved.has(key) ? `${key}_step` : key;
}

/** `wanted` itself if it is free, else the first of `wanted_2`, `wanted_3` … that is. */
export function uniqueName(wanted: string, taken: (name: string) => boolean): string {
  if (!taken(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "");
  for (let number = 2; ; number += 1) {
    const suffix = `_${number}`;
    const candidate = `${stem.slice(0, maxLength - suffix.length)}${suffix}`;
    if (!taken(candidate)) return candidate;
  }
}

/** A key for a new step: from its node's id, `http.request` becomes `http_request`, made unique. */
export function keyForNode(nodeId: string, steps: Readonly<Record<string, unknown>>): string {
  const [name = nodeId] = nodeId.split("@");
  return uniqueName(toKey(name), (key) => Object.hasOwn(steps, key));
}
