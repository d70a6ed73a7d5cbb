import { type Address, contains, parseRange, type Range } from "./address.ts";

/** Where the guard lets requests go although the address is not public, as the operator has written it. */
export interface AllowList {
  /** By the name in the URL, whatever it resolves to. */
  allowsHost(hostname: string, port: number): boolean;
  /** By the address connected to, whatever its name. */
  allowsAddress(address: Address, port: number): boolean;
}

/** Entries: `crm.internal`, `crm.internal:8080`, `10.1.2.3`, `127.0.0.1:3000`, `[::1]:3000`, `10.0.0.0/8`. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const parsed = entries
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map(parseEntry);
  return {
    allowsHost: (hostname, port) =>
      parsed.some((entry) => entry.host === plainHost(hostname) && fits(entry, port)),
    allowsAddress: (address, port) =>
      parsed.some(
        (entry) => entry.range !== undefined && contains(entry.range, address) && fits(entry, port),
      ),
  };
}

/** As URLs compare hosts: in lowercase, without the dot of the root. */
export function plainHost(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, "");
}

interface Entry {
  readonly host?: string;
  readonly range?: Range;
  readonly port: number | undefined;
}

function parseEntry(text: string): Entry {
  const whole = parseRange(text);
  if (whole) return { range: whole, port: undefined };
  const [, host = text, digits] = /^(.*?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  const range = parseRange(host);
  if (range && !host.includes("/")) return { range, port };
  if (
    !/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i.test(host) ||
    /^[\d.]+$/.test(host)
  ) {
    throw new TypeError(
      `REFLUX_ALLOW_HOSTS: "${text}" is not a host, host:port, address or range such as 10.0.0.0/8`,
    );
  }
  return { host: plainHost(host), port };
}

function fits(entry: Entry, port: number): boolean {
  return entry.port === undefined || entry.port === port;
}
