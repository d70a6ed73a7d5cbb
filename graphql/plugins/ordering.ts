import type {
  PgCodec,
  PgCodecWithAttributes,
  PgOrderSpec,
  PgResource,
  PgSelectQueryBuilder,
} from "postgraphile/@dataplan/pg";
import { TYPES } from "postgraphile/@dataplan/pg";
import { sql } from "postgraphile/@dataplan/pg/pg-sql2";

/**
 * Every order can be walked with a cursor: it ends with something unique, and rows without a value come last, apart:
 * within either part the column is null for all or for none. Of itself PostGraphile takes the first column of a key for
 * the whole key, and skips or repeats rows without a value. What has no key needs one in `tags.ts`.
 */
export const OrderingPlugin: GraphileConfig.Plugin = {
  name: "RefluxOrderingPlugin",
  description: "Makes every order one that a cursor can walk.",
  version: "1.0.0",
  schema: {
    hooks: {
      GraphQLEnumType_values: {
        after: ["PgOrderAllAttributesPlugin", "PgOrderByPrimaryKeyPlugin"],
        callback(values, build, { scope }) {
          const { isPgRowSortEnum, pgCodec } = scope;
          const resource = isPgRowSortEnum && build.pgTableResource(pgCodec as PgCodecWithAttributes);
          if (!resource) return values;
          return Object.fromEntries(
            Object.entries(values).map(([name, value]) => {
              const grafast = value.extensions?.grafast;
              const apply = walkable(grafast?.apply as Apply | undefined, resource);
              return [
                name,
                { ...value, extensions: { ...value.extensions, grafast: { ...grafast, apply } } },
              ];
            }),
          );
        },
      },
    },
  },
};

type Orders = Pick<PgSelectQueryBuilder, "alias" | "orderBy" | "setOrderIsUnique">;
type Apply = (query: Orders) => void;

function walkable(apply: Apply | undefined, { codec, uniques }: PgResource): Apply {
  return (query) => {
    const ordered = new Set<string>();
    apply?.({
      alias: query.alias,
      orderBy(order: PgOrderSpec) {
        const column = order.attribute === undefined ? undefined : codec.attributes?.[order.attribute];
        if (order.attribute !== undefined) ordered.add(order.attribute);
        if (order.attribute === undefined || !column || column.notNull) query.orderBy(order);
        else {
          const fragment = sql`${query.alias}.${sql.identifier(order.attribute)}`;
          query.orderBy({ fragment: sql`(${fragment} is null)`, codec: TYPES.boolean, direction: "ASC" });
          const { direction } = order;
          query.orderBy({ fragment, codec: orNull(column.codec), nullable: true, direction });
        }
      },
      // Claimed for the first column of a key, too.
      setOrderIsUnique() {
        const isUnique = uniques.some((key) => key.attributes.every((column) => ordered.has(column)));
        if (isUnique) query.setOrderIsUnique();
      },
    });
  };
}

/** In a cursor nothing is nothing; some codecs read it as 0. */
function orNull(codec: PgCodec): PgCodec {
  return { ...codec, fromPg: (value) => (value === null ? null : codec.fromPg(value)) };
}
