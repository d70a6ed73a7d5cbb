import { expect, test } from "vitest";
import { compare, dividedBy, minus, modulo, plus, power, times } from "./arithmetic.ts";
import { type Numeric, readNumber } from "./exact-number.ts";

const operations: Readonly<
  Record<string, readonly [(a: Numeric, b: Numeric) => Numeric, (a: bigint, b: bigint) => bigint]>
> = {
  plus: [plus, (a, b) => a + b],
  minus: [minus, (a, b) => a - b],
  times: [times, (a, b) => a * b],
  modulo: [modulo, (a, b) => a % b],
};

/** Of all lengths up to 60 digits, half of them within what a double holds. */
function randomInteger(): string {
  const length = 1 + Math.floor(Math.random() * (Math.random() < 0.5 ? 15 : 60));
  const digits = Array.from({ length }, () => Math.floor(Math.random() * 10)).join("");
  return String((Math.random() < 0.5 ? -1n : 1n) * BigInt(digits));
}

test.each(Object.entries(operations))("%s of integers is what integers give", (_name, [ours, exact]) => {
  for (let round = 0; round < 2_000; round += 1) {
    const [a, b] = [randomInteger(), randomInteger()];
    if (b === "0") continue;
    const result = ours(readNumber(a), readNumber(b));
    expect(String(result), `${a}, ${b}`).toBe(String(readNumber(String(exact(BigInt(a), BigInt(b))))));
  }
});

test("the order of integers is theirs", () => {
  for (let round = 0; round < 2_000; round += 1) {
    const [a, b] = [randomInteger(), randomInteger()];
    const order = BigInt(a) < BigInt(b) ? -1 : Number(BigInt(a) > BigInt(b));
    expect(compare(readNumber(a), readNumber(b)), `${a}, ${b}`).toBe(order);
  }
});

test("fractions compute as they are written, while a double holds the result", () => {
  expect(plus(0.1, 0.2)).toBe(0.3);
  expect(times(1.1, 1.1)).toBe(1.21);
  expect(minus(0.3, 0.1)).toBe(0.2);
  expect(plus(1e300, 1e-300)).toBe(1e300);
  expect(times(1 / 3, 1 / 7)).toBeCloseTo(1 / 21);
  expect(String(plus(readNumber("12345678901234567890.5"), 0.25))).toBe("12345678901234567890.75");
});

test("a quotient is exact or no result", () => {
  expect(dividedBy(1, 3)).toBe(1 / 3);
  expect(String(dividedBy(readNumber("7615917337495251231"), 2))).toBe("3807958668747625615.5");
  expect(dividedBy(readNumber("27021597764222979"), readNumber("9007199254740993"))).toBe(3);
  expect(() => dividedBy(readNumber("7615917337495251231"), 7)).toThrow("has no end");
});

test("powers of integers are exact", () => {
  expect(String(power(3, 40))).toBe("12157665459056928801");
  expect(power(2, 10)).toBe(1_024);
  expect(power(2, 0.5)).toBe(Math.SQRT2);
  expect(power(2, -1)).toBe(0.5);
  expect(() => power(10, 1_001)).toThrow("1000 digits");
});

test("no result is endless work", () => {
  expect(() => times(readNumber("1e999"), readNumber("1e999"))).toThrow("1000 digits");
  expect(() => plus(readNumber("1e2000"), 1)).toThrow("1000 digits");
});
