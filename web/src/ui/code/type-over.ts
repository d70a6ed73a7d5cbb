import { EditorView } from "@codemirror/view";

/**
 * Typing over a selection. Left to the browser, it keeps the colours of what goes as inline styles of what comes, which the
 * content security policy refuses with an error.
 */
export const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    const { from, to, empty } = state.selection.main;
    const text = event.data;
    if (event.inputType !== "insertText" || event.isComposing || text === null || empty || state.readOnly)
      return false;
    const insert = () => state.update(state.replaceSelection(text), { userEvent: "input.type" });
    const taken = state.facet(EditorView.inputHandler).some((take) => take(view, from, to, text, insert));
    if (!taken) view.dispatch(insert(), { scrollIntoView: true });
    return true;
  },
});
