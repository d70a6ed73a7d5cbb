import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Color, contrast, over, parseOklch } from "./contrast.ts";

const css = readFileSync(new URL("../tokens.css", import.meta.url), "utf8");

const themes = [
  { name: "light", side: 0, more: false },
  { name: "dark", side: 1, more: false },
  { name: "light, more contrast", side: 0, more: true },
  { name: "dark, more contrast", side: 1, more: true },
] as const;

const states = [
  "waiting",
  "queued",
  "ready",
  "running",
  "sleeping",
  "paused",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
];
const grounds = ["bg", "surface", "surface-raised", "surface-sunken"];

describe.each(themes)("$name", ({ side, more }) => {
  const color = readTheme(side, more);
  const ratio = (front: string, back: string) => contrast(color(front), color(back));

  test.each(["text", "text-secondary", "text-tertiary"])("%s is readable on every surface", (text) => {
    for (const ground of grounds) expect(ratio(text, ground), ground).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["hover", "pressed", "selected"])("text is readable on a %s row", (layer) => {
    for (const ground of grounds) {
      const row = over(color(layer), color(ground));
      for (const text of ["text", "text-secondary"]) {
        expect(contrast(color(text), row), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test.each(states)("state %s shows, and its word is readable on surfaces and on its own tint", (state) => {
    for (const ground of [...grounds, "node"]) {
      expect(ratio(`state-${state}`, ground), ground).toBeGreaterThanOrEqual(3);
      expect(ratio(`state-${state}-text`, ground), ground).toBeGreaterThanOrEqual(4.5);
    }
    expect(ratio(`state-${state}`, `state-${state}-soft`), "icon on tint").toBeGreaterThanOrEqual(3);
    expect(ratio(`state-${state}-text`, `state-${state}-soft`), "word on tint").toBeGreaterThanOrEqual(4.5);
  });

  test.each(["edge", "edge-taken", "edge-running", "edge-error", "edge-selected"])(
    "%s shows on the canvas",
    (edge) => expect(ratio(edge, "canvas")).toBeGreaterThanOrEqual(3),
  );

  test("controls and focus are outlined against every surface", () => {
    for (const line of ["line-control", "focus"]) {
      for (const ground of grounds)
        expect(ratio(line, ground), `${line} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });

  test("filled buttons, links and tooltips are readable", () => {
    const pairs = [
      ["on-ink", "ink"],
      ["on-ink", "ink-hover"],
      ["on-accent", "accent-solid"],
      ["on-danger", "danger"],
      ["on-danger", "danger-hover"],
      ["text-inverse", "surface-inverse"],
      ["accent", "accent-soft"],
      ["text", "note"],
      ["added", "added-soft"],
      ["removed", "removed-soft"],
      ["changed", "changed-soft"],
      ...grounds.map((ground) => ["accent", ground]),
    ];
    for (const [front = "", back = ""] of pairs)
      expect(ratio(front, back), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["name", "string", "number", "keyword", "comment"])("code-%s is readable", (part) => {
    for (const ground of grounds) expect(ratio(`code-${part}`, ground), ground).toBeGreaterThanOrEqual(4.5);
  });
});

/** Resolves tokens as the browser would for one theme: the base block, overlaid by the contrast block. */
function readTheme(side: 0 | 1, more: boolean): (name: string) => Color {
  const blocks = [/:root \{(.*?)\n\}/s, ...(more ? [/data-contrast="more"\] \{(.*?)\n\}/s] : [])];
  const tokens = new Map<string, string>();
  for (const block of blocks) {
    const body = block.exec(css)?.[1] ?? "";
    for (const [, name = "", value = ""] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) tokens.set(name, value);
  }
  return function resolve(name): Color {
    const value = tokens.get(name);
    if (value === undefined) throw new Error(`no token --${name}`);
    const alias = /^var\(--([\w-]+)\)$/.exec(value);
    if (alias?.[1]) return resolve(alias[1]);
    const sides = /^light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)$/.exec(value);
    return parseOklch(sides?.[side + 1] ?? value);
  };
}
