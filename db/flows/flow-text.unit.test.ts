import { expect, test } from "vitest";
import { parse } from "yaml";
import { parseFlowFile } from "./flow-file.ts";
import { yamlOf } from "./flow-text.ts";

const document = {
  edges: ["start -> work"],
  name: "odd",
  steps: {
    work: {
      config: {
        value: {
          "a b": "{{ input.x & ' y' }}",
          no: "no",
          n: "1e3",
          lines: "one\ntwo\n",
          empty: {},
          none: null,
        },
      },
      node: "transform@1",
    },
    start: { node: "manual@1" },
  },
  reflux: 1,
};

test("the YAML of a document reads as that document, in the order people write", () => {
  const text = yamlOf(JSON.stringify(document));

  expect(parse(text)).toEqual(document);
  expect(parseFlowFile(text, "odd.yaml")).toMatchObject({ problems: [], document });
  expect(text).toMatch(/^reflux: 1\nname: odd\nsteps:\n {2}work:\n {4}node: transform@1\n/);
  expect(text).toMatch(/\nedges:\n {2}- start -> work\n$/);
});

test("numbers keep their digits", () => {
  const numbers = "[7615917337495251231, 12345678901234567890.5, 1e400, 0.10, -0]";

  expect(yamlOf(`{"steps": ${numbers}}`)).toBe(
    "steps:\n  - 7615917337495251231\n  - 12345678901234567890.5\n  - 1e400\n  - 0.10\n  - -0\n",
  );
});
