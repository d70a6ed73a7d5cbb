import { randomBytes } from "node:crypto";
import pg from "pg";
import { superuserOf, type TestDb } from "./databases.ts";

/**
 * A hostile role that may make what it likes in `pg_temp` and `public`, and has planted things there under the names of
 * what Postgres brings: types, functions, operators. Each counts when it runs as anybody else than its maker.
 */
export type Planter = {
  /** A new session, with things planted: of one kind, or of all. */
  readonly session: (kind?: Kind) => Promise<pg.Client>;
  /** How often something ran with rights that its maker does not have. */
  readonly trapped: () => Promise<number>;
  readonly role: string;
};

export const kinds = ["types in pg_temp", "types in public", "functions", "operators"] as const;
export type Kind = (typeof kinds)[number];

/** `role` is one of the API's, or the login of authors' SQL. */
export async function withPlanter<T>(
  { pool }: TestDb,
  role: string,
  work: (planter: Planter) => Promise<T>,
): Promise<T> {
  const name = `planter_${randomBytes(4).toString("hex")}`;
  const { rows } = await pool.query<{ name: string }>("select current_database() as name");
  // Becoming somebody else, and taking all that is theirs away again, is for a superuser.
  const connect = async () => {
    const client = new pg.Client({
      connectionString: superuserOf(rows[0]?.name ?? ""),
      application_name: "reflux test",
    });
    await client.connect();
    return client;
  };
  const admin = await connect();
  await admin.query(`create role ${name} nologin; grant ${role} to ${name}`);
  await admin.query(`grant temporary on database ${rows[0]?.name} to ${name}; grant usage, create on schema public to ${name};
    create sequence if not exists public.trapped; grant usage on sequence public.trapped to public`);
  const sessions: pg.Client[] = [];
  try {
    return await work({
      role: name,
      session: async (kind) => {
        const session = await connect();
        sessions.push(session);
        await session.query(`set session authorization ${name}; ${trap(name)}`);
        for (const one of kinds.filter((each) => kind === undefined || each === kind))
          for (const statement of plantings(one)) await session.query(statement);
        return session;
      },
      trapped: async () => {
        const { rows: counted } = await admin.query<{ n: number }>(
          "select case when is_called then last_value else 0 end::int as n from public.trapped",
        );
        return counted[0]?.n ?? 0;
      },
    });
  } finally {
    // A role belongs to the server, and outlives the database.
    await Promise.all(sessions.map((session) => session.end()));
    await admin.query(`drop owned by ${name} cascade; drop role ${name}`);
    await admin.end();
  }
}

/** A sequence counts whatever becomes of the transaction, and however errors are handled. */
function trap(maker: string): string {
  return `create or replace function pg_temp.trap() returns pg_catalog.bool language plpgsql as $$
    begin
      if current_user operator(pg_catalog.<>) '${maker}'::pg_catalog.name then
        perform pg_catalog.nextval('public.trapped'::pg_catalog.regclass);
      end if;
      return true;
    end $$; grant usage on schema public to public`;
}

/** Types that our SQL casts to or declares, functions and operators that it calls. */
const types =
  "text bigint int8 int int4 integer smallint int2 bool boolean jsonb json regclass regtype regprocedure regproc interval timestamptz timestamp date uuid bytea numeric float8 float4 name xid8 oid varbit bit record void".split(
    " ",
  );
const functions: readonly (readonly [string, string, string])[] = [
  ...[
    "lower",
    "upper",
    "trim",
    "btrim",
    "quote_ident",
    "quote_literal",
    "to_regclass",
    "md5",
    "translate",
  ].map((name) => [name, "pg_catalog.text", "pg_catalog.text"] as const),
  ...["now", "clock_timestamp"].map((name) => [name, "", "pg_catalog.timestamptz"] as const),
  ...["format", "concat", "jsonb_build_object", "json_build_object", "jsonb_build_array"].map(
    (name) => [name, "variadic pg_catalog.text[]", "pg_catalog.text"] as const,
  ),
  ...["array_agg", "cardinality", "unnest", "array_remove"].map(
    (name) => [name, "pg_catalog.anyarray", "pg_catalog.int4"] as const,
  ),
  ...[
    "jsonb_typeof",
    "jsonb_array_length",
    "to_jsonb",
    "jsonb_each",
    "jsonb_array_elements",
    "jsonb_strip_nulls",
  ].map((name) => [name, "pg_catalog.jsonb", "pg_catalog.text"] as const),
  ["pg_notify", "pg_catalog.text, pg_catalog.text", "pg_catalog.void"],
  ["current_setting", "pg_catalog.text, pg_catalog.bool", "pg_catalog.text"],
  ["set_config", "pg_catalog.text, pg_catalog.text, pg_catalog.bool", "pg_catalog.text"],
  ["string_to_array", "pg_catalog.text, pg_catalog.text", "pg_catalog.text[]"],
  ["split_part", "pg_catalog.text, pg_catalog.text, pg_catalog.int4", "pg_catalog.text"],
  ["left", "pg_catalog.text, pg_catalog.int4", "pg_catalog.text"],
  ["sha256", "pg_catalog.bytea", "pg_catalog.bytea"],
  ["has_table_privilege", "pg_catalog.name, pg_catalog.oid, pg_catalog.text", "pg_catalog.bool"],
];
const operands = ["text", "int8", "int4", "jsonb", "timestamptz", "bool"].map((type) => `pg_catalog.${type}`);
const operators = ["=", "<>", "<", ">", "<=", ">=", "||", "->", "->>", "~", "!~", "+", "-", "?", "@>"];

function plantings(kind: Kind): readonly string[] {
  const schemas = ["pg_temp", "public"];
  switch (kind) {
    case "types in pg_temp":
      return types.map((type) => domain("pg_temp", type));
    case "types in public":
      return types.map((type) => domain("public", type));
    case "functions":
      return schemas.flatMap((schema) =>
        functions.map(
          ([name, takes, gives]) =>
            `create or replace function ${schema}.${name}(${takes}) returns ${gives} language plpgsql as ` +
            `$$ begin perform pg_temp.trap(); return${gives === "pg_catalog.void" ? "" : " null"}; end $$`,
        ),
      );
    case "operators":
      return schemas.flatMap((schema) =>
        operands.flatMap((type) => [
          `create or replace function ${schema}.planted_operator(${type}, ${type}) returns pg_catalog.bool language plpgsql as ` +
            "$$ begin perform pg_temp.trap(); return true; end $$",
          ...operators.map(
            (operator) =>
              `create operator ${schema}.${operator} (leftarg = ${type}, rightarg = ${type}, function = ${schema}.planted_operator)`,
          ),
        ]),
      );
  }
}

function domain(schema: string, type: string): string {
  return `drop domain if exists ${schema}."${type}" cascade; create domain ${schema}."${type}" as pg_catalog.text check (pg_temp.trap())`;
}
