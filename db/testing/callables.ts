import type pg from "pg";

/** A function of ours that a role may call, as a call with arguments of the right types. */
export type Callable = { readonly name: string; readonly call: string };

/**
 * Every function that a role may execute. Arguments are named like what they stand for; where a name says nothing, its
 * type decides. All is written so that it resolves to Postgres's own types, whatever the session has planted.
 */
export async function callablesOf(
  pool: pg.Pool,
  role: string,
  known: Readonly<Record<string, string>>,
): Promise<readonly Callable[]> {
  const { rows } = await pool.query<{
    name: string;
    args: string[] | null;
    types: string[] | null;
    rows: string[] | null;
  }>(
    `select format('%I.%I', p.pronamespace::regnamespace, p.proname) as name, p.proargnames[1:p.pronargs] as args,
       (select array_agg(format('%I.%I', n.nspname, t.typname) order by a.i) from unnest(p.proargtypes::oid[]) with ordinality a(type, i)
         join pg_type t on t.oid = a.type join pg_namespace n on n.oid = t.typnamespace) as types,
       (select array_agg(case when t.typrelid <> 0 then format('%I.%I', n.nspname, t.typname) end order by a.i)
         from unnest(p.proargtypes::oid[]) with ordinality a(type, i) join pg_type t on t.oid = a.type join pg_namespace n on n.oid = t.typnamespace) as rows
     from pg_proc p where p.pronamespace in ('reflux'::regnamespace, 'reflux_private'::regnamespace, 'reflux_author'::regnamespace) and p.prokind = 'f'
       and p.prorettype <> 'trigger'::regtype and has_function_privilege($1, p.oid, 'execute') order by 1`,
    [role],
  );
  return rows.map(({ name, args, types, rows: relations }) => {
    const values = (types ?? []).map((type, index) => {
      const relation = relations?.[index];
      if (relation) return `(select r from ${relation} r limit 1)`;
      return `${known[args?.[index] ?? ""] ?? known[type] ?? "null"}::${type}`;
    });
    return { name, call: `select * from ${name}(${values.join(", ")})` };
  });
}
