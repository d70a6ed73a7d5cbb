import { createEgress } from "../egress/egress.ts";
import type { Probe } from "./needs.ts";

const WITHIN_MS = 2_000;
const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** `service:NAME`: an address in NAME_URL that takes a connection. What speaks there is for the node to find out. */
export const probeService: Probe = async (name) => {
  const variable = `${name.toUpperCase()}_URL`;
  const address = process.env[variable] ?? "";
  if (address === "") {
    return { problem: `${variable} is not set`, provide: `set ${variable}, and start the worker again` };
  }
  // The address may hold a password: errors name the variable.
  const url = URL.parse(address);
  const port = Number(url?.port) || PORTS[url?.protocol ?? ""];
  if (!url?.hostname || !port) {
    const provide = `set ${variable} to PROTOCOL://HOST:PORT, and start the worker again`;
    return { problem: `${variable} names no host and port`, provide };
  }
  // Whoever set the variable means this host.
  await using egress = createEgress({ allow: [`${url.hostname}:${port}`] });
  try {
    (await egress.connect({ host: url.hostname, port, timeoutMs: WITHIN_MS })).destroy();
    return undefined;
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "no connection";
    const provide = `see that it runs and can be reached, and start the worker again`;
    return { problem: `what ${variable} names does not answer (${why})`, provide };
  }
};
