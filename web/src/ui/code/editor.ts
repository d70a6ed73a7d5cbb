import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
  tooltips,
} from "@codemirror/view";
import { loadLanguage } from "./languages.ts";
import { editorTheme } from "./theme.ts";
import { typeOver } from "./type-over.ts";
import type { Completer, Diagnostic, Language, TypedAhead } from "./types.ts";

export interface EditorOptions {
  readonly value: string;
  readonly label: string;
  readonly language: Language;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
  /** False: nobody wants it, so the key is left to the page. */
  readonly onSubmit: () => boolean;
  readonly complete: Completer;
}

export interface Editor {
  readonly setValue: (value: string) => void;
  /** Text that becomes an expression while it is written: the cursor stays where it is. */
  readonly setLanguage: (language: Language) => void;
  readonly setDiagnostics: (diagnostics: readonly Diagnostic[]) => void;
  /** The completer knows more than before: what was asked where the cursor still stands is asked again. */
  readonly askAgain: () => void;
  readonly focus: () => void;
  readonly hasFocus: () => boolean;
  /** As if it came from the keys. */
  readonly type: (ahead: TypedAhead) => void;
  readonly destroy: () => void;
}

/**
 * Inside a shadow root, because there CodeMirror adopts its style sheet, and in a document it writes a <style>
 * element, which the content security policy refuses. Tokens are inherited through the boundary.
 */
export function createEditor(parent: HTMLElement, options: EditorOptions): Editor {
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: "open" });
  // What we were told and what we tell: setValue must not answer onChange with the same text.
  let settling = false;
  let gone = false;
  let wanted = options.language;
  let asked: { readonly state: EditorState; readonly answer: string } | undefined;
  const language = new Compartment();
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({ doc: options.value, extensions: extensions() }),
  });
  // Text can be read and written before it is coloured; without its colours it is still text.
  const setLanguage = (next: Language) => {
    wanted = next;
    void loadLanguage(next).then(
      (extension) => !gone && wanted === next && view.dispatch({ effects: language.reconfigure(extension) }),
      () => {},
    );
  };
  setLanguage(options.language);
  return {
    setLanguage(next) {
      if (next !== wanted) setLanguage(next);
    },
    setValue(value) {
      if (value === view.state.doc.toString()) return;
      settling = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
      settling = false;
    },
    setDiagnostics(diagnostics) {
      const end = view.state.doc.length;
      const inside = diagnostics.map((one) => ({
        ...one,
        from: Math.min(one.from, end),
        to: Math.min(one.to, end),
      }));
      view.dispatch(setDiagnostics(view.state, inside));
    },
    askAgain() {
      const { doc, selection } = view.state;
      const here = asked?.state.doc === doc && asked.state.selection.eq(selection);
      if (!here || !view.hasFocus) return;
      const answer = JSON.stringify(options.complete(doc.sliceString(0, selection.main.head)));
      if (answer !== asked?.answer) startCompletion(view);
    },
    focus: () => view.focus(),
    hasFocus: () => view.hasFocus,
    type({ text, all }) {
      if (all) view.dispatch({ selection: { anchor: 0, head: view.state.doc.length } });
      for (const key of text) put(view, key);
    },
    destroy() {
      gone = true;
      view.destroy();
    },
  };

  function extensions(): Extension[] {
    return [
      lineNumbers(),
      foldGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      typeOver,
      highlightActiveLine(),
      highlightSelectionMatches(),
      search({ top: true }),
      tooltips({ position: "fixed", tooltipSpace: inWindow }),
      autocompletion({ icons: false, ...(options.language === "sql" ? {} : { override: [completion] }) }),
      language.of([]),
      editorTheme,
      EditorView.lineWrapping,
      EditorView.domEventHandlers({ beforeinput: replace }),
      EditorView.contentAttributes.of({ "aria-label": options.label }),
      EditorState.readOnly.of(options.readOnly ?? false),
      EditorView.editable.of(!options.readOnly),
      options.placeholder ? placeholderText(options.placeholder) : [],
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !settling) options.onChange(update.state.doc.toString());
      }),
      keymap.of([
        { key: "Mod-Enter", run: options.onSubmit },
        // Tab goes on to the next field; Mod-] and Mod-[ indent.
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...lintKeymap,
        ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
      ]),
    ];
  }

  /** As the keys do: a bracket brings its other one, and is written over by it. */
  function put(view: EditorView, text: string): void {
    const { from, to } = view.state.selection.main;
    const made = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type" });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, text, made))) view.dispatch(made());
  }

  /** The browser would keep the colour of what is written over, by a style attribute that the CSP refuses. */
  function replace({ inputType, data, isComposing }: InputEvent, view: EditorView): boolean {
    const { ranges, main } = view.state.selection;
    if (inputType !== "insertText" || data === null || isComposing || main.empty || ranges.length > 1)
      return false;
    put(view, data);
    return true;
  }

  function completion(context: { readonly state: EditorState; readonly pos: number }) {
    const answer = options.complete(context.state.sliceDoc(0, context.pos));
    asked = { state: context.state, answer: JSON.stringify(answer) };
    return (
      answer && {
        from: answer.from,
        filter: answer.filtered !== true,
        options: answer.options.map(({ label, insert, detail, kind }) => ({
          label,
          ...(insert === undefined ? {} : { apply: insert }),
          ...(detail === undefined ? {} : { detail }),
          ...(kind === undefined ? {} : { type: kind }),
        })),
      }
    );
  }
}

/** With a margin at the sides: an editor in a panel at the edge of the page would offer its completions cut off. */
const inWindow = () => ({ top: 0, bottom: innerHeight, left: 8, right: innerWidth - 8 });
