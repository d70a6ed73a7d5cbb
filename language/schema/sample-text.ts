/** Texts that a pattern of the portable subset takes: the shortest, and longer ones. Whoever wants one tries them. */
export function* sampleText(pattern: string, least = 0): Generator<string> {
  for (const more of new Set([0, 1, Math.min(least, 250)])) {
    for (const ways of [0, 1, 2]) yield writeChoice({ pattern, at: 0, more, ways });
  }
}

/** `more`: how often beyond the least what may repeat is repeated. `ways`: which of several choices is taken. */
interface Reader {
  readonly pattern: string;
  at: number;
  readonly more: number;
  readonly ways: number;
}

function writeChoice(reader: Reader): string {
  const choices = [writeSequence(reader)];
  while (reader.pattern[reader.at] === "|") {
    reader.at += 1;
    choices.push(writeSequence(reader));
  }
  return choices[reader.ways % choices.length] ?? "";
}

function writeSequence(reader: Reader): string {
  let text = "";
  while (reader.at < reader.pattern.length && !/[|)]/.test(reader.pattern[reader.at] ?? "")) {
    const from = reader.at;
    const atom = writeAtom(reader);
    const [low, high] = readRepeat(reader);
    text += atom.repeat(Math.min(high, low + reader.more));
    if (reader.at === from) break;
  }
  return text;
}

function writeAtom(reader: Reader): string {
  const { pattern } = reader;
  const sign = pattern[reader.at];
  if (sign === "(") {
    const [opened = "("] = /^\((?:\?(?:[:=!]|<[=!]))?/.exec(pattern.slice(reader.at)) ?? [];
    reader.at += opened.length;
    const inside = writeChoice(reader);
    reader.at += 1;
    // What is only looked for, ahead or behind, is not written.
    return opened === "(" || opened === "(?:" ? inside : "";
  }
  if (sign === "[") {
    const [set = "["] = /^\[(?:\\[^]|[^\]\\])*\]/u.exec(pattern.slice(reader.at)) ?? [];
    reader.at += set.length;
    return ofSet(set, reader.ways);
  }
  if (sign === "\\") {
    const [escape = "\\"] = /^\\(?:u[0-9A-Fa-f]{4}|[^])/u.exec(pattern.slice(reader.at)) ?? [];
    reader.at += escape.length;
    return ofEscape(escape, reader.ways);
  }
  const [one = ""] = pattern.slice(reader.at);
  reader.at += one.length;
  if (one === "^" || one === "$") return "";
  return one === "." ? "a" : one;
}

function ofEscape(escape: string, ways: number): string {
  if (/^\\[bB]$/.test(escape)) return "";
  if (/^\\[dDwWsS]$/.test(escape)) return ofSet(`[${escape}]`, ways);
  const plain: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v" };
  if (escape.startsWith("\\u") && escape.length === 6)
    return String.fromCodePoint(Number.parseInt(escape.slice(2), 16));
  return plain[escape.slice(1)] ?? escape.slice(1);
}

/** Characters that people would write, then any other. */
function ofSet(set: string, ways: number): string {
  const pattern = new RegExp(`^${set}$`, "u");
  const usual = Array.from("aA1xZ0b2 -_.,:/@é#\n\t💚").filter((one) => pattern.test(one));
  if (usual.length > 0) return usual[ways % usual.length] ?? "";
  for (let code = 1; code < 0xd800; code += 1) {
    const one = String.fromCodePoint(code);
    if (pattern.test(one)) return one;
  }
  return "";
}

function readRepeat(reader: Reader): readonly [low: number, high: number] {
  const [whole, sign = "", low, comma, high] =
    /^(?:([*+?])|\{(\d+)(,)?(\d*)\})\??/.exec(reader.pattern.slice(reader.at)) ?? [];
  reader.at += whole?.length ?? 0;
  if (whole === undefined) return [1, 1];
  if (sign !== "") return sign === "?" ? [0, 1] : [sign === "+" ? 1 : 0, Infinity];
  const least = Number(low);
  return [least, comma === undefined ? least : high === "" || high === undefined ? Infinity : Number(high)];
}
