// @vitest-environment jsdom
import { cleanup, fireEvent, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { createCatalogue, type NodeType } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { readFlow } from "#language/flow/read.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { schemaOr } from "../../../ui/form/SchemaForm.tsx";
import { fieldOf, type Schema, takesExpressions } from "../../../ui/form/schema.ts";
import { toJson } from "../change.ts";
import { openDraft, show } from "../testing.tsx";
import { Inspector } from "./Inspector.tsx";
import { optionsSchema } from "./options.ts";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const manifests = builtinNodes.map(({ manifest }) => manifest);
// As the server tells them.
const catalogue = createCatalogue(toJson(manifests) as unknown as readonly NodeType[]);

/** A value that has every field of the schema; of several shapes the one whose turn it is. */
function full(schema: Schema, turn: number): unknown {
  const field = fieldOf(schema);
  const all = (properties: readonly { readonly key: string; readonly schema: Schema }[]) =>
    Object.fromEntries(properties.map((one) => [one.key, full(one.schema, turn)]));
  const plain = (value: unknown) => (turn === 1 && takesExpressions(schema) ? "{{ input }}" : value);
  switch (field.kind) {
    case "constant":
      return field.value;
    case "object":
      return all(field.properties);
    case "variant":
      return all(field.shapes[turn % field.shapes.length]?.properties ?? []);
    case "text":
      return plain("x");
    case "number":
      return plain(1);
    case "toggle":
      return plain(true);
    case "choice":
      return plain(field.options[0]);
    case "map":
      return plain({ a: full(field.values, turn), b: full(field.values, turn) });
    case "list":
      return plain([full(field.items, turn), full(field.items, turn)]);
    case "any":
      return plain({ a: 1 });
  }
}

/** As values, then as expressions wherever one may stand. */
const turns = [0, 1];
const stepsOf = (turn: number) =>
  manifests.map(({ id, config }) => {
    const options = Object(full(optionsSchema, turn));
    return {
      ...options,
      node: id,
      title: "x",
      config: full(schemaOr(config), turn),
      pin: { output: { a: 1 } },
    };
  });
const document = {
  reflux: 1,
  name: "orders",
  title: "Orders",
  tags: ["a"],
  input: { type: "object" },
  steps: Object.fromEntries(
    turns.flatMap((turn) => stepsOf(turn).map((step, index) => [`s${turn}_${index}`, step] as const)),
  ),
  edges: [],
};
const flow = readFlow(toJson(document), "orders").flow as Flow;

/** What can be written in, and what tries to change something when it is pressed. */
async function open(step: string | undefined, readOnly?: string) {
  cleanup();
  const { editor, draft, tried } = openDraft(flow, catalogue, readOnly);
  const { container } = await show(
    <Inspector {...{ editor, draft, step, source: false, onSource: () => {} }} />,
  );
  const all = (selector: string) => [...container.querySelectorAll<HTMLElement>(selector)];
  const last = step === undefined ? "JSON Schema of the input" : "Pinned output";
  await waitFor(() => expect(all(`[role=textbox][aria-label="${last}"]`)).toHaveLength(1), {
    timeout: 20_000,
  });
  const name = (one: HTMLElement) =>
    `${step ?? "the flow"}: ${one.getAttribute("aria-label") ?? one.closest("div, label")?.textContent}`;
  const locked = ":disabled, [readonly], [aria-readonly=true], [aria-disabled=true], [data-disabled]";
  return {
    written: all("input, textarea, [role=textbox], [role=combobox], [role=switch]")
      .filter((one) => !one.matches(locked))
      .map(name),
    pressed: () =>
      all("button")
        .filter((button) => {
          const before = tried();
          fireEvent.click(button);
          return tried() > before;
        })
        .map(name),
  };
}

const panels = [...Object.keys(flow.steps), undefined];

test("who may not edit finds nothing in the inspector of any node that looks as if it changed something", async () => {
  for (const panel of panels) {
    const { written, pressed } = await open(panel, "Needs the role editor.");
    expect([...written, ...pressed()]).toEqual([]);
  }
}, 180_000);

test("who may edit does, in each of them", async () => {
  for (const panel of panels) expect((await open(panel)).written.length).toBeGreaterThan(3);
  expect((await open("s0_0")).pressed().length).toBeGreaterThan(3);
});
