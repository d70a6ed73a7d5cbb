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

/** Parsing is linear, validation is not: this bounds both. The longest operation of our own has a tenth of it. */
const maxTokens = 5_000;
const cached = 500;

export type Parsed = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** Parses and validates a document once. Only valid ones are kept, so a flood of wrong ones cannot push out the rest. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, Parsed>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  get(query: string): Parsed {
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
    try {
      const document = parse(query, { maxTokens });
      const errors = validate(this.#schema, document, specifiedRules, { maxErrors: 20 });
      return errors.length > 0 ? { errors } : { document };
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
