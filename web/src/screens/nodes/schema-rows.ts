import { fieldOf, propertiesOf, type Schema, titleOf } from "../../ui/form/schema.ts";

/** One field of a schema, as a line of a table. */
export interface SchemaRow {
  readonly path: string;
  readonly depth: number;
  readonly key: string;
  readonly title: string;
  readonly type: string;
  readonly required: boolean;
  readonly words: string | undefined;
  /** What is known besides: a default, limits, a pattern. */
  readonly facts: readonly string[];
}

/** A schema flattened in reading order. What it nests is indented; a list's items stand under the list. */
export function schemaRows(schema: Schema, depth = 0, prefix = ""): readonly SchemaRow[] {
  return propertiesOf(schema).flatMap(({ key, schema: child, required }) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    const row: SchemaRow = {
      path,
      depth,
      key,
      title: titleOf(child, key),
      type: typeOf(child),
      required,
      words: typeof child["description"] === "string" ? child["description"] : undefined,
      facts: factsOf(child),
    };
    return [row, ...below(child, depth + 1, path)];
  });
}

/** Deeper than this a table does not help; the schema itself is a click away. */
const DEEPEST = 3;

function below(schema: Schema, depth: number, path: string): readonly SchemaRow[] {
  if (depth > DEEPEST) return [];
  const field = fieldOf(schema);
  if (field.kind === "object") return schemaRows(schema, depth, path);
  if (field.kind === "list") return schemaRows(field.items, depth, `${path}[]`);
  if (field.kind === "variant") {
    return field.shapes.flatMap((shape) => {
      const properties = Object.fromEntries(
        shape.properties.filter((one) => one.key !== field.by).map((one) => [one.key, one.schema]),
      );
      const required = shape.properties.filter((one) => one.required).map((one) => one.key);
      const [first, ...rest] = schemaRows(
        { type: "object", properties, required },
        depth,
        `${path}:${shape.tag}`,
      );
      return first ? [{ ...first, words: first.words ?? `With ${field.by}: ${shape.tag}` }, ...rest] : [];
    });
  }
  return [];
}

export function typeOf(schema: Schema): string {
  const field = fieldOf(schema);
  switch (field.kind) {
    case "text":
      return field.widget === "duration" ? "duration" : field.widget === "moment" ? "date-time" : "text";
    case "number":
      return field.integer ? "integer" : "number";
    case "toggle":
      return "true or false";
    case "choice":
      return field.options.map((option) => JSON.stringify(option)).join(" | ");
    case "constant":
      return JSON.stringify(field.value);
    case "object":
      return "object";
    case "map":
      return `${typeOf(field.values)} by name`;
    case "list":
      return `list of ${typeOf(field.items)}`;
    case "variant":
      return `one of ${field.shapes.map((shape) => shape.tag).join(", ")}`;
    case "any":
      return "any";
  }
}

function factsOf(schema: Schema): readonly string[] {
  const number = (key: string) => (typeof schema[key] === "number" ? schema[key] : undefined);
  const facts: string[] = [];
  if ("default" in schema) facts.push(`default ${JSON.stringify(schema["default"])}`);
  const [low, high] = [number("minimum"), number("maximum")];
  if (low !== undefined && high !== undefined) facts.push(`${low} to ${high}`);
  else if (low !== undefined) facts.push(`${low} or more`);
  else if (high !== undefined) facts.push(`up to ${high}`);
  const most = number("maxLength") ?? number("maxItems");
  if (most !== undefined) facts.push(`at most ${most}`);
  if (typeof schema["pattern"] === "string") facts.push(`like ${schema["pattern"]}`);
  return facts;
}
