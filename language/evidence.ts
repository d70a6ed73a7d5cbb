/**
 * What an attempt said to others and was answered (`reflux.attempts.evidence`), to be read: as messages of HTTP and statements
 * look, the newest first. The other side's own words are before what they answer, and before their headers, which are many.
 */
export interface Said {
  readonly label: string;
  readonly text: string;
  readonly language: "sql" | "text";
}

export function evidenceTexts(evidence: unknown): readonly Said[] {
  return listOf(evidence).toReversed().flatMap(textsOf);
}

function textsOf(piece: unknown): readonly Said[] {
  const { kind, error, ms, ...of } = recordOf(piece);
  const took = typeof ms === "number" ? ` after ${ms} ms` : "";
  const failure = error === undefined ? "" : `: ${textOf(error)}`;
  switch (kind) {
    case "http": {
      const { status, headers, body } = recordOf(of.answer);
      const answered = `${status === undefined ? "No answer" : `Answered ${textOf(status)}`}${took}${failure}`;
      const fields = headersOf(headers).join("\n");
      return [
        { label: answered, text: bodyOf(body).join("\n"), language: "text" },
        { label: "Sent", text: requestOf(of), language: "text" },
        ...(fields === ""
          ? []
          : [{ label: "Headers of the answer", text: fields, language: "text" } as const]),
      ];
    }
    case "sql": {
      const { command, rows, database, statement, values } = of;
      const ended =
        command === undefined ? "No result" : `${textOf(command)}, ${counted(Number(rows ?? 0), "row")}`;
      const where = database === undefined ? "in the step's transaction" : `at ${textOf(database)}`;
      const given = listOf(values).map((value, index) => `\n-- $${index + 1} = ${textOf(value)}`);
      const more = typeof of.parameters === "number" ? `\n-- … of ${of.parameters}` : "";
      return [
        { label: `${ended}${took} ${where}${failure}`, text: "", language: "text" },
        { label: "Statement", text: `${textOf(statement)}${given.join("")}${more}`, language: "sql" },
      ];
    }
    case "left out":
      return [
        { label: `${counted(Number(of.count), "earlier exchange")} not kept`, text: "", language: "text" },
      ];
    default: {
      const label = `${textOf(of.title ?? "Said")}${took}${failure}`;
      const both = [of.sent, of.answer].flatMap((text) => (text === undefined ? [] : [textOf(text)]));
      return [{ label, text: both.join("\n\n"), language: "text" }];
    }
  }
}

function requestOf({ method, url, headers, body }: Readonly<Record<string, unknown>>): string {
  const said = bodyOf(body);
  const head = [`${textOf(method)} ${textOf(url)}`, ...headersOf(headers)];
  return [...head, ...(said.length === 0 ? [] : ["", ...said])].join("\n");
}

function headersOf(headers: unknown): readonly string[] {
  return Object.entries(recordOf(headers)).map(([name, value]) => `${name}: ${textOf(value)}`);
}

/** As much of it as is kept. */
function bodyOf(body: unknown): readonly string[] {
  if (body === undefined) return [];
  const { text, bytes, cut } = recordOf(body);
  const size = counted(Number(bytes), "byte");
  if (typeof text !== "string") return [`(${size}, no text)`];
  return cut === true ? [text, `(the beginning of ${size})`] : [text];
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
