import fc from "fast-check";
import { expect, test } from "vitest";
import { contains, parseAddress, parseRange, refusal } from "./address.ts";

test.each([
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "unspecified"],
  ["::", "unspecified"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["0:0:0:0:0:0:0:1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["[::ffff:7f00:1]", "loopback"],
  ["64:ff9b::7f00:1", "loopback"],
  ["64:ff9b::127.0.0.1", "loopback"],
  ["2002:7f00:1::", "loopback"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["2002:c0a8:101::1", "private"],
  ["fc00::1", "private"],
  ["fdff::1", "private"],
  ["fec0::1", "private"],
  ["64:ff9b:1::1", "private"],
  ["169.254.169.254", "metadata service"],
  ["::ffff:169.254.169.254", "metadata service"],
  ["64:ff9b::a9fe:a9fe", "metadata service"],
  ["fd00:ec2::254", "metadata service"],
  ["168.63.129.16", "metadata service"],
  ["100.100.100.200", "metadata service"],
  ["169.254.1.1", "link-local"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["100.64.0.1", "carrier-grade NAT"],
  ["100.127.255.255", "carrier-grade NAT"],
  ["224.0.0.1", "multicast"],
  ["ff02::1", "multicast"],
  ["255.255.255.255", "broadcast"],
  ["240.0.0.1", "reserved"],
  ["192.0.2.1", "reserved"],
  ["198.18.0.1", "reserved"],
  ["::127.0.0.1", "reserved"],
  ["2001:db8::1", "reserved"],
  ["2001:0:1::1", "reserved"],
  ["100::1", "reserved"],
  ["4000::1", "reserved"],
])("%s is refused as %s", (text, reason) => {
  expect(refusal(parse(text))).toBe(reason);
});

test.each([
  "1.1.1.1",
  "93.184.216.34",
  "172.15.255.255",
  "172.32.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "169.253.255.255",
  "223.255.255.255",
  "::ffff:1.1.1.1",
  "64:ff9b::101:101",
  "2002:101:101::1",
  "2606:4700:4700::1111",
  "2a00:1450:4001:80b::200e",
])("%s is public", (text) => {
  expect(refusal(parse(text))).toBeUndefined();
});

test.each(["", "localhost", "1.2.3", "256.1.1.1", "1::2::3", "::g", "1.2.3.4/8", "0x7f.0.0.1"])(
  "%j is no address",
  (text) => {
    expect(parseAddress(text)).toBeUndefined();
  },
);

test("an address reads the same however it is written", () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
      const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;

      expect(parse(`::ffff:${text}`)).toEqual(parse(text));
      expect(parse(`::ffff:${hex}`)).toEqual(parse(text));
      expect(refusal(parse(`64:ff9b::${hex}`))).toBe(refusal(parse(text)));
      expect(refusal(parse(`2002:${hex}::`))).toBe(refusal(parse(text)));
    }),
  );
});

test("IPv6 reads as the platform writes it", () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const canonical = new URL(`http://[${text}]/`).hostname;

      expect(parse(text)).toEqual(parse(canonical));
    }),
  );
});

test("a range holds what shares its first bits", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (base, other, bits) => {
      const shift = 32n - BigInt(bits);
      const expected = number(base) >> shift === number(other) >> shift;

      expect(contains(parseRange(`${base}/${bits}`) ?? expect.fail(), parse(other))).toBe(expected);
    }),
  );
});

test.each([
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0.0/-1",
  "10.0.0.0/1.5",
  "10.0.0.0/8/8",
  "::/129",
  "host/8",
  "",
])("%j is no range", (text) => {
  expect(parseRange(text)).toBeUndefined();
});

function parse(text: string) {
  return parseAddress(text) ?? expect.fail(`${text} should be an address`);
}

function number(text: string): bigint {
  return text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}
