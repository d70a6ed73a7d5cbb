import { expect, test } from "vitest";
import { ExactNumber, readNumber } from "./exact-number.ts";
import { parseJson } from "./json.ts";

const kept: readonly string[] = [
  "7615917337495251231",
  "-9007199254740993",
  "12345678901234567890.5",
  "0.1234567890123456789",
  "1e400",
  "1e-401",
  "1e2000",
];

test.each(kept)("%s keeps its digits, wherever it stands", (number) => {
  for (const text of [number, `[${number}]`, `{"a":{"b":[1,${number}]}}`, `[\n ${number} ,"x"]`]) {
    expect(JSON.stringify(parseJson(text))).toBe(text.replaceAll(/\s/g, ""));
  }
  expect(String(readNumber(number))).toBe(number);
});

const doubles: readonly (readonly [text: string, value: number])[] = [
  ["1", 1],
  ["1.50", 1.5],
  ["1e5", 100_000],
  ["1E21", 1e21],
  ["-0", -0],
  ["9007199254740992", 2 ** 53],
  ["100000000000000000000", 1e20],
  ["0.30000000000000004", 0.1 + 0.2],
  ["5e-324", 5e-324],
  ["0.0e10", 0],
];

test.each(doubles)("%s is a plain number", (text, value) => {
  expect(parseJson(text)).toBe(value);
});

test("spellings of one number are one number", () => {
  const spellings = ["1e400", "10e399", "0.1E+401", `1${"0".repeat(400)}`, `1${"0".repeat(400)}.000`];
  expect(new Set(spellings.map((text) => String(readNumber(text)))).size).toBe(1);
  expect(parseJson(`[${spellings.join(",")}]`)).toEqual(spellings.map(() => readNumber("1e400")));
});

test("what looks like a number within a text stays text", () => {
  const text = '{"a":": 7615917337495251231,","1e400":"1e400"}';
  expect(JSON.stringify(parseJson(text))).toBe(text);
});

test("what is not JSON is refused as JSON.parse does", () => {
  for (const text of ["", "{", "01", "1.", "[1,]", '{"a":76159173374952512311.}', "NaN"]) {
    expect(() => parseJson(text), text).toThrow(SyntaxError);
  }
});

test("what would round it throws", () => {
  const number = parseJson("7615917337495251231") as unknown as number;
  expect(number).toBeInstanceOf(ExactNumber);
  expect(() => number + 1).toThrow("more digits");
  expect(() => Number(number)).toThrow("more digits");
  expect(() => Math.round(number)).toThrow("more digits");
  expect(`order ${number}`).toBe("order 7615917337495251231");
});

test("it gives what JSON.parse gives, but for the digits, whatever the text", () => {
  const random = (below: number) => Math.floor(Math.random() * below);
  const texts = ["", "a", '"', "\\", "1e400", " 7615917337495251231,", "\u0000~", "__proto__", "ü😀", "\n]"];
  const numbers = [
    "0",
    "-1",
    "1.5",
    "1e5",
    "7615917337495251231",
    "-0.12345678901234567890",
    "1e400",
    "2e-400",
  ];
  const space = () => ["", " ", "\n\t"][random(3)];
  const write = (depth: number): string => {
    const kind = random(depth > 4 ? 3 : 5);
    if (kind === 0) return numbers[random(numbers.length)] ?? "";
    if (kind === 1) return JSON.stringify(texts[random(texts.length)]);
    if (kind === 2) return ["true", "false", "null"][random(3)] ?? "";
    const items = Array.from({ length: random(5) }, (_, at) => {
      const key = kind === 3 ? "" : `${JSON.stringify(`${texts[random(texts.length)]}${at}`)}${space()}:`;
      return `${space()}${key}${space()}${write(depth + 1)}${space()}`;
    });
    return kind === 3 ? `[${items.join(",")}]` : `{${items.join(",")}}`;
  };
  for (let round = 0; round < 2_000; round += 1) {
    const text = write(0);
    expect(JSON.parse(JSON.stringify(parseJson(text))), text).toEqual(JSON.parse(text));
  }
});
