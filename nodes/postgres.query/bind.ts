import type { Connection, Submittable } from "pg";
import type { BoundedClient } from "./wire.ts";

const JSON_TYPES: ReadonlySet<number> = new Set([114, 3802]);

/**
 * The values as the types of their parameters want them, as Postgres itself describes those: a list is an array for an array,
 * and JSON everywhere else, as an object is. Asked only where there is a list or an object: the rest is a text to all types.
 */
export async function bindByType(
  client: BoundedClient,
  text: string,
  values: readonly unknown[],
): Promise<readonly unknown[]> {
  if (!values.some(isObject)) return values;
  const types = await describe(client, text);
  const unclear = types.filter((type, index) => isObject(values[index]) && !JSON_TYPES.has(type));
  const elements = await elementsOf(client, unclear);
  return values.map((value, index) => {
    if (!isObject(value)) return value;
    const element = elements.get(types[index] ?? 0);
    // The driver writes lists as arrays, and what is no list within as JSON.
    if (!Array.isArray(value) || element === undefined) return JSON.stringify(value);
    return JSON_TYPES.has(element)
      ? value.map((each) => (each === null ? null : JSON.stringify(each)))
      : value;
  });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** The type of each parameter, by its number in pg_type. */
function describe(client: BoundedClient, text: string): Promise<readonly number[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly number[]>();
  const heard = ({ dataTypeIDs }: { readonly dataTypeIDs: readonly number[] }) => (types = dataTypeIDs);
  let types: readonly number[] = [];
  // The driver's own queries have these methods; it calls those that a statement which is not executed needs.
  const question: Submittable & Record<string, unknown> = {
    submit(connection) {
      connection.once("parameterDescription", heard);
      connection.parse({ text, name: "", types: [] }, false);
      connection.describe({ type: "S", name: "" }, false);
      connection.sync();
    },
    handleRowDescription: () => undefined,
    handleError(error: unknown, connection: Connection) {
      connection.removeListener("parameterDescription", heard);
      reject(error);
    },
    handleReadyForQuery: () => resolve(types),
  };
  client.query(question);
  return promise;
}

/** Of those that are arrays the type of the elements; a domain is what it is made of. */
async function elementsOf(
  client: BoundedClient,
  types: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (types.length === 0) return new Map();
  const { rows } = await client.query<{ asked: number; element: number }>({
    text: `with recursive t as (
        select oid as asked, typbasetype, typcategory, typelem
        from pg_catalog.pg_type
        where oid = any ($1::oid[])
        union all
        select t.asked, b.typbasetype, b.typcategory, b.typelem
        from t
        join pg_catalog.pg_type b on b.oid = t.typbasetype)
      select asked, typelem as element from t where typbasetype = 0 and typcategory = 'A'`,
    values: [[...new Set(types)]],
  });
  return new Map(rows.map(({ asked, element }) => [Number(asked), Number(element)]));
}
