import Type, { type Static, type TSchema, type TUnsafe } from "typebox";

export { type Static, type TSchema, Type };

/** Any JSON value. The form shows a JSON editor. */
export const anyJson = (options: { title?: string; description?: string } = {}) => Type.Unknown(options);

/** Free keys, one kind of value: headers, query parameters. */
export function map<S extends TSchema>(
  values: S,
  options: { title?: string; description?: string } = {},
): TUnsafe<Record<string, Static<S>>> {
  return Type.Unsafe<Record<string, Static<S>>>({ ...options, type: "object", additionalProperties: values });
}

/** A text, or a list of them for a name that stands several times. */
export const texts = (): TUnsafe<string | readonly string[]> =>
  Type.Unsafe({ type: ["string", "array"], items: { type: "string" }, default: "" });

/** One shape out of several, told apart by the constant in the property `discriminator`. */
export function oneOf<S extends TSchema[]>(
  discriminator: string,
  variants: readonly [...S],
  options: { title?: string; description?: string } = {},
): TUnsafe<Static<S[number]>> {
  return Type.Unsafe<Static<S[number]>>({
    ...options,
    oneOf: variants,
    discriminator: { propertyName: discriminator },
  });
}

/** May be left out by the author, is always there for `run`: the engine fills defaults in before it. */
export function withDefault<S extends TSchema>(schema: S, value: Static<S>): TUnsafe<Static<S>> {
  // The cast says what `prepareConfig` guarantees: optional in the schema, present in the type of `run`.
  return Type.Optional({ ...schema, default: value }) as unknown as TUnsafe<Static<S>>;
}
