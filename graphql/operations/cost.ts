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

/** Above this an operation is refused before anything is planned. */
export const limits = {
  /** Rows an operation may touch: the product of page sizes along each path, added up. */
  rows: 50_000,
  depth: 15,
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
  const { rows } = costOf(operation.operation.selectionSet, root, { operation, depth: 1, known: new Map() });
  if (rows > limits.rows) {
    throw new RefluxError("RFL02", `the operation asks for up to ${rows} rows; ${limits.rows} is the limit`, {
      detail: { rows, limit: limits.rows },
      hint: "ask for smaller pages, or for fewer lists within lists",
    });
  }
}

type Cost = { readonly rows: number; readonly depth: number };
type Walk = {
  readonly operation: Operation;
  readonly depth: number;
  /** Of fragments, by name. */
  readonly known: Map<string, Cost>;
};

function costOf(selections: SelectionSetNode, parent: GraphQLCompositeType, walk: Walk): Cost {
  let rows = 0;
  let depth = 0;
  const add = (cost: Cost) => {
    rows += cost.rows;
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
  return { rows, depth };
}

function costOfFragment(name: string, walk: Walk): Cost {
  const known = walk.known.get(name);
  if (known) return within(known, walk);
  const fragment = walk.operation.fragments.get(name);
  const type = typeNamed(walk, fragment?.typeCondition.name.value);
  if (!fragment || !type) return nothing;
  const cost = costOf(fragment.selectionSet, type, walk);
  walk.known.set(name, cost);
  return cost;
}

function costOfField(node: FieldNode, parent: GraphQLCompositeType, walk: Walk): Cost {
  const name = node.name.value;
  // Introspection is bounded by a validation rule of its own, and reads no row.
  if (name.startsWith("__") || !node.selectionSet) return nothing;
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  const type = field && getNamedType(field.type);
  if (!field || !isCompositeType(type)) return nothing;
  const size = sizeOf(field, node, walk.operation);
  const inner = costOf(node.selectionSet, type, { ...walk, depth: walk.depth + 1 });
  return within({ rows: size * (1 + inner.rows), depth: inner.depth + 1 }, walk);
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

const nothing: Cost = { rows: 0, depth: 0 };
