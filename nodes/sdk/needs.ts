/**
 * What a node may need of the machine that runs it, beside Node and this repository. `package:chdb`: an npm package that
 * not everybody has installed. `program:pdftotext`: a program on the PATH. `service:clickhouse`: a service whose address
 * is in the environment, as CLICKHOUSE_URL. How each is looked for: `worker/needs/`.
 */
export type Need = `${NeedKind}:${string}`;
export type NeedKind = "package" | "program" | "service";

export const NEED_PATTERN =
  "^(package:(@[a-z0-9._-]+/)?[a-z0-9][a-z0-9._-]*|program:[A-Za-z0-9][A-Za-z0-9._+-]*|service:[a-z][a-z0-9_]*)$";
