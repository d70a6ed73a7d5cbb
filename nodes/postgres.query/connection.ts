import type { ClientConfig } from "pg";
import { NodeError } from "../sdk/index.ts";

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ssl: NonNullable<ClientConfig["ssl"]>;
}

/**
 * Reads a connection string by hand. The driver's own reader would fill gaps from the worker's environment and
 * password file, open Unix sockets and read key files, and so lend an author what belongs to the operator.
 */
export function parseConnection(text: string): Target {
  const url = URL.canParse(text) ? new URL(text) : refuse("is not a URL");
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:")
    refuse("does not begin with postgres://");
  const [host, user, password, database] = [
    url.hostname,
    url.username,
    url.password,
    url.pathname.slice(1),
  ].map(decode);
  if (!host || !user || !password || !database) refuse("needs user, password, host and database");
  if (host.includes("/")) refuse("names a socket instead of a host");
  const unknown = [...url.searchParams.keys()].filter((key) => key !== "sslmode");
  if (unknown.length > 0) refuse(`has the parameter ${unknown[0]}; only sslmode is allowed`);
  return {
    host: host.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || 5432),
    user,
    password,
    database,
    ssl: parseSsl(url.searchParams.get("sslmode")),
  };
}

function parseSsl(mode: string | null): Target["ssl"] {
  switch (mode) {
    case null:
    case "disable":
      return false;
    case "require":
      return { rejectUnauthorized: false };
    case "verify-full":
      return true;
    default:
      return refuse("has an unknown sslmode; use disable, require or verify-full");
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return refuse("is not percent-encoded correctly");
  }
}

/** Never quotes the string: it is a secret. */
function refuse(what: string): never {
  throw new NodeError("RFV08", `connection ${what}`, {
    hint: "postgres://user:password@host:5432/database?sslmode=require",
  });
}
