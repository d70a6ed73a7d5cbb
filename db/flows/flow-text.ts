import { isMap, isPair, isScalar, isSeq, type Pair, parseDocument, type Tags, visit } from "yaml";

/** A flow document, as JSON, in the YAML that people write. Numbers keep the digits they came with. */
export function yamlOf(json: string): string {
  const document = parseDocument(json, { version: "1.2", customTags: (tags) => tags.map(asItStands) });
  const { contents } = document;
  visit(document, {
    Collection: (_key, node) => {
      node.flow = false;
    },
    Scalar: (_key, node) => {
      // Quoted where it has to be, and a block where it has lines.
      if (typeof node.value === "string") delete node.type;
    },
  });
  if (isMap(contents)) {
    inOrder(contents.items, documentFields);
    const steps = contents.get("steps");
    for (const step of isMap(steps) ? steps.items : [])
      if (isMap(step.value)) inOrder(step.value.items, ["node"]);
    const edges = contents.get("edges");
    if (isSeq(edges) && edges.items.length === 0) edges.flow = true;
  }
  return document.toString({ lineWidth: 0 });
}

const documentFields = "reflux name title description tags input steps edges layout".split(" ");

type Tag = Exclude<Tags[number], string>;

/** A number is written as it was read. */
function asItStands(tag: Tags[number]): Tags[number] {
  if (typeof tag === "string" || !/:(int|float)$/.test(tag.tag)) return tag;
  const { stringify } = tag as Extract<Tag, { stringify?: unknown }>;
  return { ...tag, stringify: (item, ...rest) => item.source ?? stringify?.(item, ...rest) ?? "" } as Tag;
}

/** Named keys first; the others stay in their order. */
function inOrder(items: unknown[], names: readonly string[]): void {
  const rank = (item: unknown) => {
    const at =
      isPair(item) && isScalar((item as Pair).key)
        ? names.indexOf(String((item.key as { value: unknown }).value))
        : -1;
    return at === -1 ? names.length : at;
  };
  items.sort((a, b) => rank(a) - rank(b));
}
