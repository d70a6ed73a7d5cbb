import { RE2JS } from "re2js";

/** What JSONata uses of a RegExp, in time linear in the text: the engine's choice, so what fits here fits there. */
export class LinearRegExp {
  readonly source: string;
  lastIndex = 0;
  readonly #pattern: RE2JS;

  constructor(pattern: RegExp) {
    this.source = pattern.source;
    const flags =
      (pattern.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (pattern.multiline ? RE2JS.MULTILINE : 0);
    this.#pattern = RE2JS.compile(RE2JS.translateRegExp(pattern.source), flags);
  }

  exec(text: string): ((string | undefined)[] & { readonly index: number }) | null {
    const matcher = this.#pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    this.lastIndex = matcher.end();
    const groups = Array.from(
      { length: matcher.groupCount() + 1 },
      (_, index) => matcher.group(index) ?? undefined,
    );
    return Object.assign(groups, { index: matcher.start() });
  }
}

/** Why a pattern cannot be used, or undefined. */
export function patternRefusal(pattern: RegExp): string | undefined {
  try {
    RE2JS.compile(RE2JS.translateRegExp(pattern.source));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
