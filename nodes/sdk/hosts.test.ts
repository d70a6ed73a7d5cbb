import { expect, test } from "vitest";
import { declares, HOST_PATTERN } from "./hosts.ts";

test.each<[entry: string, url: string, reached: boolean]>([
  ["a.test", "https://a.test/", true],
  ["a.test", "http://a.test:80/", true],
  ["a.test", "http://A.TEST./", true],
  ["a.test", "https://a.test:8443/", false],
  ["a.test", "https://b.a.test/", false],
  ["a.test", "https://evila.test/", false],
  ["a.test", "https://a.test.evil/", false],
  ["a.test", "https://a.test@evil.test/", false],
  ["a.test:8443", "https://a.test:8443/", true],
  ["a.test:8443", "https://a.test/", false],
  ["a.test:443", "https://a.test/", true],
  ["a.test:443", "http://a.test/", false],
  ["*.a.test", "https://b.a.test/", true],
  ["*.a.test", "https://c.b.a.test/", true],
  ["*.a.test", "https://a.test/", false],
  ["*.a.test", "https://evila.test/", false],
  ["[::1]:3000", "http://[::1]:3000/", true],
  ["[::1]", "http://[::1]/", true],
  ["*", "https://anything.test:1/", true],
])("%s declares %s: %s", (entry, url, reached) => {
  expect(entry).toMatch(new RegExp(HOST_PATTERN));
  expect(declares([entry], new URL(url))).toBe(reached);
});

test.each(["", "http://a.test", "a.test/", "a*.test", "*.*", "A.test", "a.test:", "a test", "*a", "a@b"])(
  "%j is no host",
  (entry) => {
    expect(entry).not.toMatch(new RegExp(HOST_PATTERN));
  },
);
