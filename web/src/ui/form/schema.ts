/** Reads a JSON Schema of the form subset as the field that edits it. The subset is that of nodes/sdk. */
import { propertyOrder } from "#language/flow/order.ts";

export type Schema = Readonly<Record<string, unknown>>;

export type FieldKind =
  | { readonly kind: "text"; readonly widget: TextWidget }
  | { readonly kind: "number"; readonly integer: boolean }
  | { readonly kind: "toggle" }
  | { readonly kind: "choice"; readonly options: readonly unknown[] }
  | { readonly kind: "constant"; readonly value: unknown }
  | { readonly kind: "object"; readonly properties: readonly Property[] }
  | { readonly kind: "map"; readonly values: Schema }
  | { readonly kind: "list"; readonly items: Schema }
  | { readonly kind: "variant"; readonly by: string; readonly shapes: readonly Shape[] }
  | { readonly kind: "any" };

export type TextWidget =
  | "line"
  | "paragraph"
  | "sql"
  | "code"
  | "duration"
  | "moment"
  | "secret"
  | "cron"
  | "flow";

export interface Property {
  readonly key: string;
  readonly schema: Schema;
  readonly required: boolean;
}

export interface Shape {
  readonly tag: string;
  readonly title: string;
  readonly properties: readonly Property[];
}

const widgets: readonly TextWidget[] = ["paragraph", "sql", "code", "duration", "secret", "cron", "flow"];

/** By the schema; and by the value where the schema leaves it open: a text, or a list of them. */
export function fieldOf(schema: Schema, value?: unknown): FieldKind {
  if (String(schema["type"]) === "string,array") {
    const items = asSchema(schema["items"]);
    return Array.isArray(value) ? { kind: "list", items } : { kind: "text", widget: "line" };
  }
  if ("const" in schema) return { kind: "constant", value: schema["const"] };
  if (Array.isArray(schema["enum"])) return { kind: "choice", options: schema["enum"] };
  if (Array.isArray(schema["oneOf"])) return variantOf(schema, schema["oneOf"]);
  switch (schema["type"]) {
    case "string":
      return { kind: "text", widget: widgetOf(schema) };
    case "number":
    case "integer":
      return { kind: "number", integer: schema["type"] === "integer" };
    case "boolean":
      return { kind: "toggle" };
    case "array":
      return { kind: "list", items: asSchema(schema["items"]) };
    case "object":
      if (isSchema(schema["additionalProperties"]) && !isSchema(schema["properties"])) {
        return { kind: "map", values: schema["additionalProperties"] };
      }
      return isSchema(schema["properties"])
        ? { kind: "object", properties: propertiesOf(schema) }
        : { kind: "any" };
    default:
      return { kind: "any" };
  }
}

export function propertiesOf(schema: Schema): readonly Property[] {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const properties = asSchema(schema["properties"]);
  return propertyOrder(schema).map((key) => ({
    key,
    schema: asSchema(properties[key]),
    required: required.includes(key),
  }));
}

/** `title`, or the key as words: `max_response_bytes` → `Max response bytes`. */
export function titleOf(schema: Schema, key: string): string {
  const title = schema["title"];
  if (typeof title === "string") return title;
  const words = key
    .replaceAll(/[_-]+/g, " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A first value for something just added: the default, or the emptiest that has the right shape. */
export function initialValue(schema: Schema): unknown {
  if ("default" in schema) return schema["default"];
  const field = fieldOf(schema);
  switch (field.kind) {
    case "text":
      return "";
    case "number":
      return typeof schema["minimum"] === "number" ? schema["minimum"] : 0;
    case "toggle":
      return false;
    case "choice":
      return field.options[0];
    case "constant":
      return field.value;
    case "list":
      return [];
    case "map":
      return {};
    case "any":
      return null;
    case "object":
      return initialObject(field.properties);
    case "variant": {
      const [shape] = field.shapes;
      return shape ? initialObject(shape.properties) : {};
    }
  }
}

export function initialObject(properties: readonly Property[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    properties.filter((one) => one.required).map((one) => [one.key, initialValue(one.schema)]),
  );
}

/** May `{{ }}` stand in it? Everywhere but where the node takes the text as it is written. */
export const takesExpressions = (schema: Schema) => schema["x-reflux-literal"] !== true;

export const isExpression = (value: unknown): value is string =>
  typeof value === "string" && value.includes("{{");

/** Is it a text that the control of such a field could not show? */
export function isOutOfPlace(field: FieldKind, value: string): boolean {
  if (["text", "number", "any", "constant"].includes(field.kind) || value === "") return false;
  return field.kind !== "choice" || !field.options.includes(value);
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const asSchema = (value: unknown): Schema => (isSchema(value) ? value : {});

function variantOf(schema: Schema, shapes: readonly unknown[]): FieldKind {
  const by = asSchema(schema["discriminator"])["propertyName"];
  if (typeof by !== "string") return { kind: "any" };
  return {
    kind: "variant",
    by,
    shapes: shapes.filter(isSchema).map((shape) => {
      const properties = propertiesOf(shape);
      const tag = String(properties.find((one) => one.key === by)?.schema["const"]);
      return { tag, title: titleOf(shape, tag), properties };
    }),
  };
}

function widgetOf(schema: Schema): TextWidget {
  const hint = widgets.find((widget) => widget === schema["x-reflux-widget"]);
  if (hint) return hint;
  if (schema["format"] === "date-time") return "moment";
  if (schema["format"] === "duration") return "duration";
  return typeof schema["maxLength"] === "number" && schema["maxLength"] > 10_000 ? "paragraph" : "line";
}
