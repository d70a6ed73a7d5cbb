import { isIP, isIPv4 } from "node:net";

/** An address as 16 bytes. IPv4 is written as its mapped form, so `127.0.0.1` and `::ffff:7f00:1` are one. */
export type Address = Uint8Array;

export interface Range {
  readonly base: Address;
  readonly bits: number;
}

/** Undefined when the text is no address. A zone, as in `fe80::1%eth0`, does not matter here. */
export function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  switch (isIP(bare)) {
    case 4:
      return Uint8Array.from([...MAPPED_PREFIX, ...bare.split(".").map(Number)]);
    case 6:
      return parseV6(bare);
    default:
      return undefined;
  }
}

/** `10.0.0.0/8`, `fc00::/7`, or one address. Undefined when it is neither. */
export function parseRange(text: string): Range | undefined {
  const [host = "", length, ...rest] = text.split("/");
  const base = parseAddress(host);
  const family = isIPv4(host) ? 32 : 128;
  const bits = length === undefined ? family : Number(length);
  if (!base || rest.length > 0 || length === "" || !Number.isInteger(bits) || bits < 0 || bits > family)
    return undefined;
  return { base, bits: bits + 128 - family };
}

export function contains({ base, bits }: Range, address: Address): boolean {
  const whole = bits >> 3;
  for (let index = 0; index < whole; index++) if (base[index] !== address[index]) return false;
  const rest = 8 - (bits & 7);
  return rest === 8 || (base[whole] ?? 0) >> rest === (address[whole] ?? 0) >> rest;
}

/** Why this address is not the public internet; undefined when it is. */
export function refusal(address: Address): string | undefined {
  const inner = embeddedV4(address);
  if (inner) return refusal(inner);
  return (
    REFUSED.find(({ range }) => contains(range, address))?.reason ??
    (isGlobal(address) ? undefined : "reserved")
  );
}

const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const MAPPED = range("::ffff:0.0.0.0/96");
const NAT64 = range("64:ff9b::/96");
const SIX_TO_FOUR = range("2002::/16");
const GLOBAL_UNICAST = range("2000::/3");

/** The registries of special addresses (RFC 6890 and later), and the metadata services that sit outside them. */
const REFUSED = [
  ["unspecified", "0.0.0.0/8", "::/128"],
  ["loopback", "127.0.0.0/8", "::1/128"],
  ["metadata service", "169.254.169.254/32", "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128"],
  ["private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10", "64:ff9b:1::/48"],
  ["link-local", "169.254.0.0/16", "fe80::/10"],
  ["carrier-grade NAT", "100.64.0.0/10"],
  ["multicast", "224.0.0.0/4", "ff00::/8"],
  ["broadcast", "255.255.255.255/32"],
  [
    "reserved",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
  ],
  ["reserved", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "::/96", "100::/64"],
].flatMap(([reason = "", ...texts]) => texts.map((text) => ({ reason, range: range(text) })));

function isGlobal(address: Address): boolean {
  return contains(MAPPED, address) || contains(GLOBAL_UNICAST, address);
}

/** The IPv4 address that a translator would go on to: NAT64 carries it at the end, 6to4 after its prefix. */
function embeddedV4(address: Address): Address | undefined {
  if (contains(NAT64, address)) return mapped(address.subarray(12, 16));
  if (contains(SIX_TO_FOUR, address)) return mapped(address.subarray(2, 6));
  return undefined;
}

function mapped(v4: Uint8Array): Address {
  return Uint8Array.from([...MAPPED_PREFIX, ...v4]);
}

function parseV6(text: string): Address {
  const dotted = /[^:]+\.[^:]+$/.exec(text)?.[0];
  const tail = dotted === undefined ? [] : dotted.split(".").map(Number);
  const groups = dotted === undefined ? text : text.slice(0, -dotted.length).replace(/([^:]):$/, "$1");
  const [head = "", after] = groups.split("::");
  const left = groupBytes(head);
  const right = [...groupBytes(after ?? ""), ...tail];
  const bytes = new Uint8Array(16);
  bytes.set(left);
  bytes.set(right, 16 - right.length);
  return bytes;
}

function groupBytes(groups: string): number[] {
  return groups
    .split(":")
    .filter((group) => group !== "")
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
}

function range(text: string): Range {
  const parsed = parseRange(text);
  if (!parsed) throw new TypeError(`${text} is not a range`);
  return parsed;
}
