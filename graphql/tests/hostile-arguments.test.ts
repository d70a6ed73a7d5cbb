import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
} from "postgraphile/graphql";
import { expect, test } from "vitest";
import { type Answer, bearer, type Stage, withServer } from "./kit.ts";
import { plantMarkers } from "./planted.ts";

/** JSON as it goes over the wire: what `JSON.stringify` would not write. */
const texts: Readonly<Record<string, string>> = {
  "the character 0": '"a\\u0000b"',
  "half a character": '"a\\ud800b"',
  "the other half": '"\\udc00"',
};
const documents: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${name} within`, `{"a": [${text}]}`])),
  "the character 0 in a key": '{"a\\u0000b": 1}',
  "half a character in a key": '{"a\\ud800": 1}',
  "20,000 levels": "[".repeat(20_000) + "]".repeat(20_000),
  "400 levels": "[".repeat(400) + "]".repeat(400),
  "a number of 400 digits": `{"a": 1e400}`,
  "a number of 131,072 digits": `{"a": 1e131072}`,
};
const numbers: Readonly<Record<string, string>> = {
  "beyond 64 bits": '"9223372036854775808"',
  "beyond a double": "1e400",
  "a fraction": '"1.5"',
  "the character 0": '"1\\u00002"',
  "a word": '"one"',
  "no number": '"NaN"',
  "half a character": '"\\ud800"',
};
const times: Readonly<Record<string, string>> = {
  ...texts,
  "a year too far": '"300000-01-01"',
  "a day that is not": '"2026-02-30"',
  "a word": '"yesterday I think"',
  "another zone": '"2026-01-01T00:00:00 Mars/Olympus"',
};
const intervals: Readonly<Record<string, string>> = {
  "too long": '{"seconds": 1e300}',
  "beyond a double": '{"seconds": 1e400}',
  "too many years": '{"years": 2147483647}',
  "less than nothing": '{"seconds": -5}',
};
const hostile: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  String: texts,
  JSON: documents,
  BigInt: numbers,
  Int: { ...numbers, "beyond 32 bits": "2147483648", least: "-2147483648" },
  Float: numbers,
  BigFloat: numbers,
  Datetime: times,
  IntervalInput: intervals,
  Base64EncodedBinary: texts,
  Cursor: { ...texts, "no cursor": '"bm8="', "another's": '"WyJuYXR1cmFsIiwxZTQwMF0="' },
  Boolean: { "a word": '"yes"' },
};

test("whatever is sent for any argument of any field, it is taken as it is or refused with a code, and is never our fault", {
  timeout: 300_000,
}, async () => {
  await withServer(async (stage) => {
    const { pool, server, token } = stage;
    const ids = await plantMarkers(pool);
    const admin = await token("admin");
    const wrong: string[] = [];
    const asked = new Set<string>();

    for (const place of placesOf(server.engine.schema, ids)) {
      asked.add(place.type);
      for (const [what, value] of Object.entries(
        hostile[place.type] ?? expect.fail(`no values of ${place.type}`),
      )) {
        const answers = [
          await send(stage, admin, place.query, place.wrap(value)),
          ...(place.type === "String" ? [await send(stage, admin, place.literal(value), "{}")] : []),
        ];
        for (const answer of answers) {
          const codes = answer.errors?.map(({ extensions }) => extensions?.code ?? "none") ?? [];
          const isRefused = codes.length > 0 || answer.error !== undefined;
          const name = `${place.name}: ${place.type}, ${what}: ${JSON.stringify(answer.errors ?? answer.error)}`;
          if (codes.some((code) => !/^RF[^I]/.test(code)) || /RFI/.test(answer.error?.code ?? ""))
            wrong.push(name);
          // Postgres stores neither; what is taken was changed on the way. But for what is echoed, or kept as bytes.
          if (
            /character 0|half/.test(what) &&
            !isRefused &&
            !/clientMutationId|setSecret\(input.value\)/.test(name)
          )
            wrong.push(`${name}: taken`);
        }
      }
    }

    expect(wrong.slice(0, 40)).toEqual([]);
    expect(asked).toEqual(
      expect.objectContaining(new Set(["String", "JSON", "BigInt", "Int", "Datetime", "Cursor"])),
    );
    expect(stage.lines.filter((line) => line.startsWith("error"))).toEqual([]);
  });
});

type Place = {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  /** The variables, as JSON, with a value at the place. */
  readonly wrap: (value: string) => string;
  /** The same, written into the document. */
  readonly literal: (value: string) => string;
};

/** Every argument of every field of the root, those within its input objects too; what else is required is given. */
function placesOf(schema: GraphQLSchema, ids: Readonly<Record<string, string>>): readonly Place[] {
  return (["query", "mutation"] as const).flatMap((kind) => {
    const root = kind === "query" ? schema.getQueryType() : schema.getMutationType();
    return Object.values(root?.getFields() ?? {}).flatMap((field) => {
      const required = field.args.filter((arg) => isRequiredArgument(arg));
      return field.args.flatMap((arg) => {
        const others = required.filter(({ name }) => name !== arg.name);
        const given = others.map(({ name, type }) => [name, sample(name, type, ids)] as const);
        const heads = [arg, ...others].map(({ name, type }) => `$${name}: ${String(type)}`);
        const passed = [arg, ...others].map(({ name }) => `${name}: $${name}`);
        const query = `${kind} (${heads.join(", ")}) { ${field.name}(${passed.join(", ")}) ${selection(getNamedType(field.type))} }`;
        return leavesOf(arg.type, ids).map(({ path, type, wrap }) => ({
          name: `${field.name}(${[arg.name, ...path].join(".")})`,
          type,
          query,
          literal: (value) => {
            const written = [...given, [arg.name, wrap(value)] as const].map(
              ([key, json]) => `${key}: ${json}`,
            );
            const args = written.join(", ").replaceAll(/"(\w+)": /g, "$1: ");
            return `${kind} { ${field.name}(${args}) ${selection(getNamedType(field.type))} }`;
          },
          wrap: (value) =>
            `{${[...given.map(([name, json]) => `"${name}": ${json}`), `"${arg.name}": ${wrap(value)}`].join(", ")}}`,
        }));
      });
    });
  });
}

type Leaf = {
  readonly path: readonly string[];
  readonly type: string;
  readonly wrap: (value: string) => string;
};

function leavesOf(given: GraphQLInputType, ids: Readonly<Record<string, string>>): readonly Leaf[] {
  const type = getNullableType(given);
  if (isListType(type))
    return leavesOf(type.ofType, ids).map((leaf) => ({ ...leaf, wrap: (value) => `[${leaf.wrap(value)}]` }));
  if (isEnumType(type)) return [];
  if (!isInputObjectType(type) || type.name in hostile)
    return [{ path: [], type: type.name, wrap: (value) => value }];
  const fields = Object.values(type.getFields());
  return fields.flatMap((field) =>
    leavesOf(field.type, ids).map((leaf) => ({
      ...leaf,
      path: [field.name, ...leaf.path],
      wrap: (value: string) => {
        const others = fields.filter((other) => other !== field && isRequiredInputField(other));
        const parts = others.map((other) => `"${other.name}": ${sample(other.name, other.type, ids)}`);
        return `{${[...parts, `"${field.name}": ${leaf.wrap(value)}`].join(", ")}}`;
      },
    })),
  );
}

/** Something that fits, so that what is hostile is looked at. */
function sample(name: string, given: GraphQLInputType, ids: Readonly<Record<string, string>>): string {
  const type = getNullableType(given);
  if (isListType(type)) return `[${sample(name, type.ofType, ids)}]`;
  if (isEnumType(type)) return JSON.stringify(type.getValues()[0]?.name);
  if (isInputObjectType(type))
    return `{${Object.values(type.getFields())
      .filter((field) => isRequiredInputField(field))
      .map((field) => `"${field.name}": ${sample(field.name, field.type, ids)}`)
      .join(", ")}}`;
  const known: Readonly<Record<string, string | undefined>> = {
    slug: ids["slug"],
    flow: ids["slug"],
    runId: ids["run"],
    step: "work",
    role: "viewer",
    name: "some_name",
    newSlug: "copy",
  };
  if (type.name === "String") return JSON.stringify(known[name] ?? "x");
  if (type.name === "BigInt") return JSON.stringify(known[name] ?? ids[name] ?? "1");
  if (type.name === "Boolean") return "false";
  if (type.name === "Int" || type.name === "Float") return "1";
  if (type.name === "Datetime") return '"2026-01-01T00:00:00Z"';
  return "{}";
}

function selection(type: { readonly name: string }): string {
  return /^(JSON|String|BigInt|Int|Boolean|Float|Cursor|Datetime|BigFloat)$/.test(type.name)
    ? ""
    : "{ __typename }";
}

type Said = Partial<Pick<Answer, "errors">> & { readonly error?: { readonly code: string } };

async function send({ fetch }: Stage, as: string, query: string, variables: string): Promise<Said> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", ...bearer(as) },
    body: `{"query": ${JSON.stringify(query)}, "variables": ${variables}}`,
  });
  return (await response.json()) as Said;
}

test("an address that holds what no text may hold is refused with a code, by every route", async () => {
  await withServer(async (stage) => {
    const admin = await stage.token("admin");
    for (const part of ["%00", "a%00b", "%ff", "%ED%A0%80", "%", "..%2f"])
      for (const path of ["", "hooks/", "graphql/", "runs/", "artifacts/", "assets/", "health/", "metrics/"])
        for (const address of [`/${path}${part}`, `/${path}x?key=${part}`])
          for (const method of ["GET", "POST"]) {
            const response = await stage.fetch(address, { method, headers: bearer(admin) });
            expect([method, address, response.status < 500]).toEqual([method, address, true]);
            const said = await response.text();
            if (response.status >= 400) expect(said, `${method} ${address}`).toMatch(/RF[^I]\d\d/);
          }
    expect(stage.lines.filter((line) => line.startsWith("error"))).toEqual([]);
  });
});
