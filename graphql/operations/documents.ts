import { createHash } from "node:crypto";
import {
  type DocumentNode,
  type GraphQLError,
  GraphQLError as GraphQLProblem,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from "postgraphile/graphql";
import { requireMeasure } from "#db/measure-json.ts";
import { readLiterals } from "./literals.ts";
import { assertModest, assertShort, shapeLimits } from "./shape.ts";

/** Parsing and validation are linear in it. The longest operation of our own has a tenth of it. */
const maxTokens = shapeLimits.words;
const cached = 500;
/** Each quotes the document and suggests names: enough to find out, too few to be work. */
const maxErrors = 10;

export type Parsed = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** Parses and validates a document once. Only valid ones are kept, so a flood of wrong ones cannot push out the rest. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, Parsed>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** Throws RFL02 for what is too large to be looked at. */
  get(query: string): Parsed {
    assertShort(query);
    const key = query.length < 200 ? query : createHash("sha256").update(query).digest("base64");
    const known = this.#known.get(key);
    if (known) {
      // The last used come last, and the first go first.
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    const parsed = this.#parse(query);
    if ("document" in parsed) this.#remember(key, parsed);
    return parsed;
  }

  #parse(query: string): Parsed {
    // The parser calls itself for each level. What is a text within a text here may be taken for levels: it is refused.
    requireMeasure(query, "the document");
    try {
      const document = parse(query, { maxTokens });
      assertModest(document);
      const errors = validate(this.#schema, document, specifiedRules, { maxErrors });
      if (errors.length > 0) return { errors };
      return { document: readLiterals(this.#schema, document) };
    } catch (error) {
      if (error instanceof GraphQLProblem) return { errors: [error] };
      throw error;
    }
  }

  #remember(key: string, parsed: Parsed): void {
    this.#known.set(key, parsed);
    const [oldest] = this.#known.keys();
    if (this.#known.size > cached && oldest !== undefined) this.#known.delete(oldest);
  }
}
