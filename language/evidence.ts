/**
 * What an attempt said to others and was answered (`reflux.attempts.evidence`), to be read: as messages of HTTP and statements
 * look, the newest first, each answer before what it answers.
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
  const failure = error === undefined ? "" : `: ${String(error)}`;
  switch (kind) {
    case "http": {
      const { status, ...answer } = recordOf(of.answer);
      const answered = `${status === undefined ? "No answer" : `Answered ${String(status)}`}${took}${failure}`;
      return [
        { label: answered, text: messageOf(answer), language: "text" },
        { label: "Sent", text: messageOf(of, `${String(of.method)} ${String(of.url)}`), language: "text" },
      ];
    }
    case "sql": {
      const { command, rows, database, statement, values } = of;
      const ended =
        command === undefined ? "No result" : `${String(command)}, ${counted(Number(rows ?? 0), "row")}`;
      const where = database === undefined ? "in the step's transaction" : `at ${String(database)}`;
      const given = listOf(values).map((value, index) => `\n-- $${index + 1} = ${String(value)}`);
      const more = typeof of.parameters === "number" ? `\n-- … of ${of.parameters}` : "";
      return [
        { label: `${ended}${took} ${where}${failure}`, text: "", language: "text" },
        { label: "Statement", text: `${String(statement)}${given.join("")}${more}`, language: "sql" },
      ];
    }
    case "left out":
      return [
        { label: `${counted(Number(of.count), "earlier exchange")} not kept`, text: "", language: "text" },
      ];
    default: {
      const label = `${String(of.title ?? "Said")}${took}${failure}`;
      const both = [of.sent, of.answer].flatMap((text) => (text === undefined ? [] : [String(text)]));
      return [{ label, text: both.join("\n\n"), language: "text" }];
    }
  }
}

/** A message of HTTP: its first line, its headers, and of its body what is kept. */
function messageOf({ headers, body }: Readonly<Record<string, unknown>>, first?: string): string {
  const fields = Object.entries(recordOf(headers)).map(([name, value]) => `${name}: ${String(value)}`);
  const head = [...(first === undefined ? [] : [first]), ...fields].join("\n");
  if (body === undefined) return head;
  const { text, bytes, cut } = recordOf(body);
  const size = counted(Number(bytes), "byte");
  const said = typeof text === "string" ? text : `(${size}, no text)`;
  return `${head}${head === "" ? "" : "\n\n"}${said}${cut === true && typeof text === "string" ? `\n(the beginning of ${size})` : ""}`;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
