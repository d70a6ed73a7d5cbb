import { expect, test } from "vitest";
import { parseFlowFile } from "./flow-file.ts";

const flow = `reflux: 1
name: greet
steps:
  start: { node: manual }
  say:
    node: transform
    config:
      value:
        - hello
        - "{{ input.name & }}"
edges:
  - start -> say
`;

test("a problem of an expression has the line and column of its place", () => {
  const { name, problems } = parseFlowFile(flow, "flows/any.yaml");

  expect(name).toBe("greet");
  expect(problems).toEqual([
    expect.objectContaining({
      path: "steps.say.config.value[1]",
      code: "RFV11",
      position: { line: 10, column: 11 },
    }),
  ]);
});

test("a path that leads further than the file has the nearest place around it", () => {
  const { positionOf } = parseFlowFile(flow, "any.yaml");

  expect(positionOf("steps.say.config.valeu")).toEqual({ line: 7, column: 5 });
  expect(positionOf("steps.say.retry.max")).toEqual({ line: 5, column: 3 });
  expect(positionOf("edges[0]")).toEqual({ line: 12, column: 5 });
  expect(positionOf("")).toEqual({ line: 1, column: 1 });
});

test("JSON is read as well, and a file without a name is named for itself", () => {
  const { name, document, problems } = parseFlowFile('{"reflux": 1, "steps": {}}', "flows/night-shift.json");

  expect({ name, document, problems }).toEqual({
    name: "night-shift",
    document: { reflux: 1, steps: {} },
    problems: [],
  });
});

test("every syntax error is told, with its place", () => {
  const { document, problems } = parseFlowFile("a: [1\nb: {c: 2\n", "broken.yaml");

  expect(document).toBeUndefined();
  expect(problems.length).toBeGreaterThan(1);
  for (const problem of problems) {
    expect(problem).toMatchObject({ code: "RFV01", position: { line: expect.any(Number) } });
  }
});

test.each([
  ["", "the file is empty"],
  ["a: 1\n---\nb: 2\n", "a file holds one flow"],
])("%j is refused", (text, message) => {
  expect(parseFlowFile(text, "x.yaml").problems).toEqual([expect.objectContaining({ message })]);
});

test("aliases that would unfold to gigabytes are refused", () => {
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 10; level++) {
    bomb.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }

  expect(parseFlowFile(bomb.join("\n"), "bomb.yaml").problems).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/alias/i) }),
  ]);
});
