import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "postgraphile/graphql";
import { RefluxError } from "#db/errors.ts";

/** What a document may be, judged by its text and its tree alone: before it is validated, weighed or planned. */
export const shapeLimits = {
  /** Characters. Comments and commas are no words, but reading them takes time. */
  text: 100_000,
  words: 5_000,
  definitions: 100,
  /** Selection sets within each other, inline fragments too. */
  nesting: 40,
  /** Of an operation: a leaf is a point, a field with arguments or fields of its own is ten. Planning is linear in it. */
  points: 1_500,
  /** Of all operations and fragments, each on its own: what validation walks. */
  allPoints: 6_000,
  /** Of fields with the same name in one place: validation compares each with each. */
  twins: 20,
  directives: 100,
} as const;

/**
 * Refuses a document whose validation or planning could take long, by arithmetic on the tree: a fragment counts as often
 * as it is spread, each is counted once and the sum reused, so a chain that doubles at each level costs us its length and
 * not its expansion. Throws RFL02.
 */
export function assertModest(document: DocumentNode): void {
  const { definitions } = document;
  if (definitions.length > shapeLimits.definitions) throw tooMuch("definitions", definitions.length);
  const fragments = new Map(
    definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const directives = count(document, (node) => node.kind === Kind.DIRECTIVE);
  if (directives > shapeLimits.directives) throw tooMuch("directives", directives);

  const weights = new Weights(fragments);
  let all = 0;
  for (const definition of definitions) {
    if (!("selectionSet" in definition) || !definition.selectionSet) continue;
    const { points, nesting } = weights.set(definition.selectionSet);
    if (nesting > shapeLimits.nesting) throw tooMuch("nesting", nesting);
    if (points > shapeLimits.points) throw tooMuch("points", points);
    all += points;
    if (all > shapeLimits.allPoints) throw tooMuch("allPoints", all);
  }
  // From here on a walk over everything that is selected is short.
  for (const definition of definitions) {
    if ("selectionSet" in definition && definition.selectionSet)
      assertNoCrowd([definition.selectionSet], fragments);
  }
}

type Weight = { readonly points: number; readonly nesting: number };

class Weights {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, Weight | "open">();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  set({ selections }: SelectionSetNode, level = 1): Weight {
    // The tree is as deep as its author likes, and so would be our stack.
    if (level > shapeLimits.nesting) throw tooMuch("nesting", level);
    let points = 0;
    let nesting = 0;
    for (const selection of selections) {
      const weight = this.#selection(selection, level);
      points = Math.min(points + weight.points, Number.MAX_SAFE_INTEGER);
      nesting = Math.max(nesting, weight.nesting);
    }
    return { points, nesting: nesting + 1 };
  }

  #selection(selection: SelectionNode, level: number): Weight {
    switch (selection.kind) {
      case Kind.FIELD: {
        const isLeaf = !selection.selectionSet && !selection.arguments?.length;
        const inner = selection.selectionSet ? this.set(selection.selectionSet, level + 1) : nothing;
        return { points: inner.points + (isLeaf ? 1 : 10), nesting: inner.nesting };
      }
      case Kind.INLINE_FRAGMENT: {
        const inner = this.set(selection.selectionSet, level + 1);
        return { ...inner, points: inner.points + 1 };
      }
      case Kind.FRAGMENT_SPREAD: {
        const inner = this.#fragment(selection.name.value, level);
        return { ...inner, points: inner.points + 1 };
      }
    }
  }

  #fragment(name: string, level: number): Weight {
    const fragment = this.#fragments.get(name);
    if (!fragment) return nothing;
    const known = this.#known.get(name);
    if (known === "open") throw new RefluxError("RFV06", `the fragment ${short(name)} contains itself`);
    if (known) return known;
    this.#known.set(name, "open");
    const weight = this.set(fragment.selectionSet, level + 1);
    this.#known.set(name, weight);
    return weight;
  }
}

/** The selection sets are of one place: fields with the same name become one, and are compared with each other. */
function assertNoCrowd(
  places: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): void {
  const fields = new Map<string, SelectionSetNode[]>();
  const seen = new Map<string, number>();
  const waiting = [...places];
  for (let set = waiting.pop(); set; set = waiting.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const times = (seen.get(name) ?? 0) + 1;
        seen.set(name, times);
        if (times > shapeLimits.twins) throw tooMuch("twins", times);
        if (selection.selectionSet) fields.set(name, [...(fields.get(name) ?? []), selection.selectionSet]);
      } else {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (inner) waiting.push(inner.selectionSet);
      }
    }
  }
  for (const inner of fields.values()) assertNoCrowd(inner, fragments);
}

/** Nodes of a tree that fit; without recursion, because values nest as deep as their author likes. */
function count(root: ASTNode, fits: (node: { readonly kind: unknown }) => boolean): number {
  let found = 0;
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (Array.isArray(node)) waiting.push(...node);
    else if (typeof node === "object" && node !== null && "kind" in node) {
      if (fits(node)) found += 1;
      for (const [name, value] of Object.entries(node))
        if (name !== "loc" && typeof value === "object") waiting.push(value);
    }
  }
  return found;
}

function tooMuch(what: keyof typeof shapeLimits, found: number): RefluxError {
  return new RefluxError(
    "RFL02",
    `the document has ${words[what]}: ${found}, and ${shapeLimits[what]} are the limit`,
    {
      detail: { what, found, limit: shapeLimits[what] },
      hint: "ask in several operations",
    },
  );
}

const words: Readonly<Record<keyof typeof shapeLimits, string>> = {
  text: "too many characters",
  words: "too many words",
  definitions: "too many operations and fragments",
  nesting: "too many levels",
  points: "too many fields in one operation, with those of its fragments",
  allPoints: "too many fields in all",
  twins: "too many fields of one name in one place",
  directives: "too many directives",
};

/** Of a name or a text in a message: its author knows the rest. */
export function short(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

export function assertShort(text: string): void {
  if (text.length > shapeLimits.text) throw tooMuch("text", text.length);
}

const nothing: Weight = { points: 0, nesting: 0 };
