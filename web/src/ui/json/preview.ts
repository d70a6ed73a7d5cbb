/** The most text of a payload that is put on a page; the whole is an artifact's job. */
import { ExactNumber } from "#language/exact-number.ts";
export const PREVIEW_BYTES = 64 * 1024;

export interface Preview {
  readonly value: unknown;
  /** Something was left out. */
  readonly cut: boolean;
}

/**
 * As much of a value as fits, whole entries first to last. Characters stand for bytes: close enough for a cap, and
 * counted while walking, so that five megabytes are never turned into text to find out that they are too many.
 */
export function previewJson(value: unknown, budget = PREVIEW_BYTES): Preview {
  let left = budget;
  let cut = false;
  return { value: take(value, 0), cut };

  function take(part: unknown, depth: number): unknown {
    if (typeof part === "string") {
      const text = part.length > left ? `${part.slice(0, Math.max(0, left))}…` : part;
      if (text.length < part.length) cut = true;
      left -= text.length;
      return text;
    }
    left -= 8;
    if (typeof part !== "object" || part === null || part instanceof ExactNumber) return part;
    if (depth > 200) {
      cut = true;
      return "…";
    }
    if (Array.isArray(part)) {
      const kept: unknown[] = [];
      for (const child of part) {
        if (left <= 0) break;
        kept.push(take(child, depth + 1));
      }
      if (kept.length < part.length) cut = true;
      return kept;
    }
    const kept: Record<string, unknown> = {};
    for (const [key, child] of Object.entries(part)) {
      if (left <= 0) {
        cut = true;
        break;
      }
      left -= key.length;
      // Not by assignment: a key named __proto__ is data here.
      Object.defineProperty(kept, key, { value: take(child, depth + 1), enumerable: true });
    }
    return kept;
  }
}
