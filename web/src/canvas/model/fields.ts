import { isObject, type Json } from "#language/flow/document.ts";

/** A name that can follow a dot. Its own fields are found when asked for: samples can be deep. */
export interface Field {
  readonly name: string;
  readonly detail: string;
  fields(): Field[];
}

const maxFields = 200;

/** JSONata maps over lists by itself, so the fields of a list are those of its items. */
export function fieldsOfSample(value: Json): Field[] {
  const object = Array.isArray(value) ? firstObject(value) : value;
  if (!isObject(object)) return [];
  return Object.entries(object)
    .slice(0, maxFields)
    .map(([name, item]) => ({ name, detail: preview(item), fields: () => fieldsOfSample(item) }));
}

export function fieldsOfSchema(schema: Json | undefined): Field[] {
  if (!isObject(schema)) return [];
  const items = schema["items"];
  if (isObject(items)) return fieldsOfSchema(items);
  const shapes = schema["oneOf"] ?? schema["anyOf"];
  const inShapes = Array.isArray(shapes) ? shapes.flatMap((shape) => fieldsOfSchema(shape)) : [];
  const properties = isObject(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const own = properties.map(([name, property]) => ({
    name,
    detail: typeOf(property),
    fields: () => fieldsOfSchema(property),
  }));
  return [...new Map([...own, ...inShapes].map((field) => [field.name, field])).values()];
}

/** A value in a few characters, for the end of a line. */
export function preview(value: Json): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (isObject(value))
    return `{ ${Object.keys(value).slice(0, 3).join(", ")}${Object.keys(value).length > 3 ? ", …" : ""} }`;
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function firstObject(list: readonly Json[]): Json | undefined {
  return list.find((item) => isObject(item));
}

function typeOf(schema: Json): string {
  if (!isObject(schema)) return "any";
  const type = schema["type"];
  return typeof type === "string" ? type : Array.isArray(schema["enum"]) ? "choice" : "any";
}
