import type { Flow } from "#language/flow/document.ts";
import { mergeFlows } from "#language/flow/merge.ts";
import { parseFlow, printFlow } from "#language/flow/text.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import type { Draft } from "../draft.ts";

/**
 * The flow as text, both ways. Text that is no flow yet stays as it is, in the draft, and says why; when it is one again,
 * what was done on the canvas meanwhile is brought together with it.
 */
export function createSource(editor: Editor, draft: Draft, parse = parseFlow) {
  const flow = () => editor.store.getState().flow;
  const half = () => draft.store.getState().unfinished["source"];
  const source = () => draft.store.getState().source;
  const print = (of: Flow, before = source()) => printFlow(of, "yaml", before, draft.configOf);
  let last: { readonly text: string; readonly parsed: ReturnType<typeof parseFlow> } | undefined;
  /** A long text takes a while, and is asked about more than once. */
  const read = (text: string) =>
    (last?.text === text ? last : (last = { text, parsed: parse(text, flow().name) })).parsed;

  const stored = half() === undefined ? undefined : source();
  /** The text and what it says: while nobody else changes the flow, it stays as it was typed. */
  let agreed = { text: print(flow()), flow: (stored && read(stored).flow) || flow() };

  function text(): string {
    const written = draft.unread() ?? half();
    if (written !== undefined) return written;
    if (agreed.flow !== flow()) agreed = { text: print(flow()), flow: flow() };
    return agreed.text;
  }

  function take(next: string): void {
    if (next === (half() ?? agreed.text)) return;
    const { flow: said } = read(next);
    draft.keep("source", said ? undefined : next);
    if (!said) return;
    const now = flow();
    const whole = agreed.flow === now ? said : mergeFlows(agreed.flow, said, now).flow;
    editor.replace(whole, "Edit as text", "typing");
    const typed = whole === said ? next : print(whole, next);
    agreed = { text: typed, flow: flow() };
    draft.write(typed);
  }

  return {
    text,
    /** What is typed, read once the writing pauses. */
    write: (next: string) => draft.readLater(next, take),
    whatIsWrong(): string | undefined {
      const broken = half();
      if (broken === undefined) return undefined;
      const [first] = read(broken).problems;
      return `${first?.path ?? ""} ${first?.message ?? "This is no flow yet"}`.trim();
    },
  };
}
