/** A README as somebody follows it: what is to be typed, in order, and what it is said to answer. */
export type Typed = {
  /** `sh`: a shell; `sql`: psql. */
  readonly kind: "sh" | "sql" | "file";
  readonly line: number;
  /** Of a file, what is in it. */
  readonly text: string;
  /** What is said to come of it; nothing where nothing is said. */
  readonly answer?: string;
  /** A file's name. */
  readonly file?: string;
};

/** A block of these languages is nothing to type. A block without one is an answer, or a picture. */
const toRead = new Set(["ts", "tsx", "css", "json", "graphql", "mermaid", ""]);
const asCommand = /^(?:[A-Z_]+=\S+ )*(?:npx|npm|curl|reflux|psql|vitest|docker|node)\s/;

/**
 * In order: blocks of `sh` and `sql`, each with the block of its answer if that follows at once; the lines behind `$` and
 * `reflux=#` of a block that shows both; flow files; and `npx reflux …` within a sentence.
 */
export function typedIn(readme: string): readonly Typed[] {
  const lines = readme.split("\n");
  const found: Typed[] = [];
  let prose = "";
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const language = /^```(\w*)$/.exec(line)?.[1];
    if (language === undefined) {
      prose += `${line}\n`;
      for (const [, command = ""] of line.matchAll(/`((?:[A-Z_]+=\S+ )?npx reflux [^`]+)`/g)) {
        found.push({ kind: "sh", line: at + 1, text: command });
      }
      continue;
    }
    const block = blockAt(lines, at);
    const next = lines[block.end + 1] === "" && lines[block.end + 2] === "```" ? block.end + 2 : undefined;
    const isTranscript = /^(\$ |reflux[=-]# )/m.test(block.text);
    if (language === "sh" || language === "sql") {
      const answer = next === undefined ? undefined : blockAt(lines, next);
      const answered = answer && !/^(\$ |reflux=# )/.test(answer.text) ? answer : undefined;
      found.push({
        kind: language,
        line: at + 1,
        text: block.text,
        ...(answered && { answer: answered.text }),
      });
      at = answered ? answered.end : block.end;
      continue;
    }
    if (isTranscript) found.push(...transcript(block.text, at + 2));
    else if (language === "yaml") {
      const file = /^name: (\S+)$/m.exec(block.text)?.[1];
      if (file) found.push({ kind: "file", line: at + 1, text: block.text, file: `${file}.yaml` });
    } else if (!toRead.has(language)) throw new Error(`line ${at + 1}: what is a block of ${language}?`);
    else if (block.text.split("\n").some((row) => asCommand.test(row)))
      throw new Error(`line ${at + 1}: commands stand in a block of sh, or behind $`);
    at = block.end;
  }
  return found;
}

function blockAt(lines: readonly string[], at: number) {
  const end = lines.indexOf("```", at + 1);
  return { text: `${lines.slice(at + 1, end).join("\n")}\n`, end };
}

function transcript(text: string, first: number): readonly Typed[] {
  const found: { kind: "sh" | "sql"; line: number; text: string; answer: string }[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const [, prompt, typed = ""] = /^(\$|reflux=#|reflux-#) (.*)$/.exec(line) ?? [];
    const last = found.at(-1);
    // One session of psql: a transaction that begins on one line ends on another.
    if (last?.kind === "sql" && prompt !== undefined && prompt !== "$") last.text += `\n${typed}`;
    else if (prompt)
      found.push({ kind: prompt === "$" ? "sh" : "sql", line: first + index, text: typed, answer: "" });
    else if (last) last.answer += `${line}\n`;
  }
  return found;
}

/** Without what differs from one time to the next: durations, moments, the bars drawn to scale, spaces, who it was. */
export function lasting(answer: string): string {
  return answer
    .replaceAll(/\b\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?|T[\d:.]+Z)?/g, "DATE")
    .replaceAll(/\b\d+(\.\d+)? (ms|s|min|h)\b( \d+ (s|min)\b)?( ago)?|\bnow\b/g, "TIME")
    .replaceAll(/[█▓▒·]+/g, "")
    .replaceAll(/by \S+ \(command line\)/g, "by ME")
    .replaceAll(/\(\d+ rows?\)/g, "")
    .replaceAll(/[-+]{2,}/g, "-")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/ ?\n\s*/g, "\n")
    .trim();
}
