import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "postgraphile/graphql";
import { RefluxError } from "#db/errors.ts";
import { pageSize } from "../plugins/paging.ts";
import { bytesOf, previewOf } from "./weight.ts";

/** Above this an operation is refused before anything is planned. */
export const limits = {
  /** Rows an operation may touch: the product of page sizes along each path, added up. */
  rows: 50_000,
  depth: 15,
  /** Bytes of an answer at worst, see weight.ts. */
  bytes: 256 * 1024 * 1024,
  /** Times that the schema is asked for at once, and fields below each, with those of fragments: a tool asks for 100. */
  schemas: 4,
  schemaFields: 250,
  /** An offset reads and drops all rows before it. */
  offset: 100_000,
} as const;

export type Operation = {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
};

/**
 * Refuses what would be too much work, by arithmetic alone: an object is a row, a list is its page size times what is
 * in it. A fragment is counted once and the sum reused, so a document that doubles itself at each level costs us no more
 * than its length. Throws RFL02 or RFL03.
 */
export function assertAffordable(operation: Operation): void {
  const root = operation.schema.getRootType(operation.operation.operation);
  if (!root) return;
  assertLittleIntrospection(operation);
  const { rows, bytes } = costOf(operation.operation.selectionSet, root, {
    operation,
    depth: 1,
    previewBytes: undefined,
    known: new Map(),
  });
  if (rows > limits.rows) {
    throw new RefluxError("RFL02", `the operation asks for up to ${rows} rows; ${limits.rows} is the limit`, {
      detail: { rows, limit: limits.rows },
      hint: "ask for smaller pages, or for fewer lists within lists",
    });
  }
  if (bytes > limits.bytes) {
    throw new RefluxError("RFL02", `the answer may have ${bytes} bytes; ${limits.bytes} is the limit`, {
      detail: { bytes, limit: limits.bytes },
      hint: "ask for fewer whole values at once, or for their previews",
    });
  }
}

type Cost = { readonly rows: number; readonly bytes: number; readonly depth: number };
type Walk = {
  readonly operation: Operation;
  readonly depth: number;
  /** Set below a field that shortens what it gives. */
  readonly previewBytes: number | undefined;
  /** Of fragments, by name. */
  readonly known: Map<string, Cost>;
};

function costOf(selections: SelectionSetNode, parent: GraphQLCompositeType, walk: Walk): Cost {
  let rows = 0;
  let bytes = 0;
  let depth = 0;
  const add = (cost: Cost) => {
    rows += cost.rows;
    bytes += cost.bytes;
    depth = Math.max(depth, cost.depth);
  };
  for (const selection of selections.selections) {
    switch (selection.kind) {
      case Kind.FIELD:
        add(costOfField(selection, parent, walk));
        break;
      case Kind.INLINE_FRAGMENT: {
        const name = selection.typeCondition?.name.value;
        add(costOf(selection.selectionSet, typeNamed(walk, name) ?? parent, walk));
        break;
      }
      case Kind.FRAGMENT_SPREAD:
        add(costOfFragment(selection.name.value, walk));
        break;
    }
  }
  return { rows, bytes, depth };
}

function costOfFragment(name: string, walk: Walk): Cost {
  const key = `${name} ${walk.previewBytes}`;
  const known = walk.known.get(key);
  if (known) return within(known, walk);
  const fragment = walk.operation.fragments.get(name);
  const type = typeNamed(walk, fragment?.typeCondition.name.value);
  if (!fragment || !type) return nothing;
  const cost = costOf(fragment.selectionSet, type, walk);
  walk.known.set(key, cost);
  return cost;
}

function costOfField(node: FieldNode, parent: GraphQLCompositeType, walk: Walk): Cost {
  const name = node.name.value;
  // Introspection reads no row.
  if (name.startsWith("__")) return nothing;
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  const type = field && getNamedType(field.type);
  if (!field) return nothing;
  if (!node.selectionSet || !isCompositeType(type))
    return {
      ...nothing,
      bytes: bytesOf(parent.name, field, node, walk.operation.variables, walk.previewBytes),
    };
  const size = sizeOf(field, node, walk.operation);
  const isPreview = field.args.some((arg) => arg.name === "maxBytes");
  const inner = costOf(node.selectionSet, type, {
    ...walk,
    depth: walk.depth + 1,
    previewBytes: isPreview
      ? previewOf(getArgumentValues(field, node, { ...walk.operation.variables }))
      : undefined,
  });
  return within({ rows: size * (1 + inner.rows), bytes: size * inner.bytes, depth: inner.depth + 1 }, walk);
}

/** The schema is an answer of a megabyte: how often it stands in an operation, and how much is asked of it. */
function assertLittleIntrospection({ operation, fragments }: Operation): void {
  const { schemas, below } = introspectionOf(operation.selectionSet, fragments, new Map());
  if (schemas <= limits.schemas && below <= limits.schemaFields) return;
  throw new RefluxError("RFL02", "the operation asks for too much of the schema at once", {
    detail: { schemas: limits.schemas, fields: limits.schemaFields },
    hint: "ask once, as tools do, or read graphql/schema.graphql",
  });
}

/** Fields; of these, how often the schema is asked for, and fields asked of it. */
type Introspection = { readonly fields: number; readonly schemas: number; readonly below: number };

/** Like a cost, a fragment is counted once and the sum reused. */
function introspectionOf(
  set: SelectionSetNode,
  fragments: Operation["fragments"],
  known: Map<string, Introspection>,
): Introspection {
  const sum = { fields: 0, schemas: 0, below: 0 };
  const add = (one: Introspection) => {
    sum.fields += one.fields;
    sum.schemas += one.schemas;
    sum.below += one.below;
  };
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      if (fragment && !known.has(name)) {
        known.set(name, { fields: 0, schemas: 0, below: 0 });
        known.set(name, introspectionOf(fragment.selectionSet, fragments, known));
      }
      add(known.get(name) ?? { fields: 0, schemas: 0, below: 0 });
      continue;
    }
    const inner = selection.selectionSet && introspectionOf(selection.selectionSet, fragments, known);
    if (inner) add(inner);
    if (selection.kind !== Kind.FIELD) continue;
    const isRoot = ["__schema", "__type"].includes(selection.name.value);
    add({ fields: 1, schemas: isRoot ? 1 : 0, below: isRoot ? 1 + (inner?.fields ?? 0) : 0 });
  }
  return sum;
}

/** How many rows a field is at most: its page size if it has pages, else one. */
function sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode, { variables }: Operation): number {
  if (!field.args.some((arg) => arg.name === "first")) return 1;
  const { first, offset } = getArgumentValues(field, node, { ...variables });
  if (typeof first !== "number" || first > pageSize.largest || first < 0) {
    throw new RefluxError("RFL03", `first of ${field.name} must be a number from 0 to ${pageSize.largest}`, {
      detail: { field: field.name, first: first ?? null, largest: pageSize.largest },
      hint: "read on with after: pageInfo.endCursor",
    });
  }
  if (typeof offset === "number" && offset > limits.offset) {
    throw new RefluxError("RFL03", `offset of ${field.name} must be at most ${limits.offset}`, {
      hint: "read on with after: pageInfo.endCursor, which costs the same on every page",
    });
  }
  return first;
}

function within(cost: Cost, { depth }: Walk): Cost {
  if (depth + cost.depth <= limits.depth + 1) return cost;
  throw new RefluxError("RFL02", `the operation is nested more than ${limits.depth} levels deep`, {
    detail: { limit: limits.depth },
    hint: "ask in several operations",
  });
}

function typeNamed({ operation }: Walk, name: string | undefined): GraphQLCompositeType | undefined {
  const type = name === undefined ? undefined : operation.schema.getType(name);
  return isCompositeType(type) ? type : undefined;
}

const nothing: Cost = { rows: 0, bytes: 0, depth: 0 };
