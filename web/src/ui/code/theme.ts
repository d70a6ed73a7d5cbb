import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.operatorKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.literal], color: "var(--code-number)" },
  {
    tag: [tags.propertyName, tags.function(tags.variableName), tags.definition(tags.variableName)],
    color: "var(--code-name)",
  },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--state-failed-text)" },
]);

/** The editor in our tokens. One theme: the tokens know light and dark. */
export const editorTheme = [
  syntaxHighlighting(colours),
  EditorView.theme({
    "&": {
      blockSize: "100%",
      color: "var(--text)",
      backgroundColor: "transparent",
      fontSize: "var(--size-code)",
    },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": {
      fontFamily: "var(--font-mono)",
      lineHeight: "1.6",
      overflow: "auto",
      padding: "var(--space-2) 0",
    },
    ".cm-content": { padding: "0", caretColor: "var(--accent)" },
    ".cm-line": { padding: "0 var(--space-3) 0 var(--space-1)" },
    ".cm-gutters": {
      backgroundColor: "transparent",
      border: "none",
      color: "var(--text-tertiary)",
      paddingInlineStart: "var(--space-1)",
    },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
    "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
    ".cm-cursor": { borderInlineStartColor: "var(--accent)", borderInlineStartWidth: "2px" },
    // As specific as CodeMirror's own rule for the focused editor, which would win otherwise.
    ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
      background: "color-mix(in oklab, var(--accent) 26%, transparent)",
    },
    ".cm-selectionMatch": { backgroundColor: "var(--pressed)" },
    ".cm-matchingBracket": { backgroundColor: "var(--pressed)", outline: "1px solid var(--line-strong)" },
    ".cm-placeholder": { color: "var(--text-tertiary)" },
    ".cm-foldPlaceholder": {
      border: "1px solid var(--line-strong)",
      backgroundColor: "transparent",
      color: "var(--text-tertiary)",
      padding: "0 var(--space-1)",
    },
    ".cm-panels": {
      backgroundColor: "var(--surface-raised)",
      color: "var(--text)",
      borderColor: "var(--line)",
      fontFamily: "var(--font)",
    },
    ".cm-textfield": {
      border: "1px solid var(--line-control)",
      borderRadius: "var(--radius-small)",
      backgroundColor: "var(--surface)",
      color: "var(--text)",
    },
    ".cm-button": {
      border: "1px solid var(--line-strong)",
      borderRadius: "var(--radius-small)",
      background: "var(--surface-raised)",
      color: "var(--text)",
    },
    ".cm-tooltip": {
      border: "none",
      borderRadius: "var(--radius)",
      backgroundColor: "var(--surface-raised)",
      boxShadow: "var(--shadow-popup)",
      color: "var(--text)",
      fontFamily: "var(--font)",
      overflow: "hidden",
    },
    // As specific as CodeMirror's own rule for the list, which would win otherwise.
    ".cm-tooltip.cm-tooltip-autocomplete > ul": {
      fontFamily: "var(--font-mono)",
      maxBlockSize: "16rem",
      padding: "var(--space-1)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
      padding: "var(--space-half) var(--space-2)",
      borderRadius: "var(--radius-small)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
      background: "var(--selected)",
      color: "var(--text)",
    },
    ".cm-completionDetail": { color: "var(--text-tertiary)", fontStyle: "normal" },
    ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "var(--weight-strong)" },
    ".cm-diagnostic": { padding: "var(--space-1) var(--space-2)", fontSize: "var(--size-small)" },
    ".cm-diagnostic-error": { borderInlineStart: "3px solid var(--state-failed)" },
    ".cm-diagnostic-warning": { borderInlineStart: "3px solid var(--state-paused)" },
    ".cm-lintRange-error": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--state-failed)",
      textUnderlineOffset: "3px",
    },
    ".cm-lintRange-warning": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--state-paused)",
      textUnderlineOffset: "3px",
    },
  }),
];
