import "../environment.ts";
import type pg from "pg";
import { makeSchema } from "postgraphile";
import { execute, hookArgs, isAsyncIterable, subscribe } from "postgraphile/grafast";
import {
  type DocumentNode,
  type ExecutionArgs,
  type FormattedExecutionResult,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
} from "postgraphile/graphql";
import { RefluxError, toRefluxError } from "#db/errors.ts";
import { requireStorable } from "#db/measure-json.ts";
import { Turns } from "../auth/turns.ts";
import type { Hold } from "../http/budget.ts";
import { type Caller, makePreset } from "../preset.ts";
import { assertAffordable } from "./cost.ts";
import { Documents } from "./documents.ts";
import { asGraphQLError, mask } from "./mask.ts";
import { documentOf, type OperationsMode, type PersistedOperations } from "./persisted.ts";
import { countingOn } from "./reading.ts";
import { assertFewValues } from "./variables.ts";

/**
 * From the body of a request to an answer, the same way for HTTP and for websockets: find the document, parse and
 * validate it, weigh it, run it on behalf of the caller, mask what went wrong.
 */
export type Engine = {
  readonly schema: GraphQLSchema;
  /** What is to be run, or why not. */
  prepare(body: unknown, caller: Caller): Promise<Prepared>;
  /** Not for the caller's eyes before `present`. What it reads counts on `hold`. */
  execute(args: ExecutionArgs, hold: Hold): Promise<Raw>;
  /** A stream of answers, each of them still to be presented; or an answer, which says why there is no stream. */
  subscribe(args: ExecutionArgs): Promise<AsyncIterable<Raw> | Raw>;
  /** An answer with its errors masked. */
  present(result: Raw): FormattedExecutionResult;
  mask(error: GraphQLError): GraphQLFormattedError;
};

/** An answer as graphql-js, grafast and graphql-ws each type it. */
export type Raw = {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
};

export type Prepared =
  | { readonly args: ExecutionArgs; readonly kind: "query" | "mutation" | "subscription" }
  | { readonly errors: readonly GraphQLError[] };

export type EngineOptions = {
  readonly pool: pg.Pool;
  readonly persisted: PersistedOperations;
  readonly mode: OperationsMode;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
};

export async function createEngine({ pool, persisted, mode, log }: EngineOptions): Promise<Engine> {
  const { schema, resolvedPreset } = await makeSchema(makePreset({ pool }));
  const documents = new Documents(schema);
  const turns = new Turns();
  const maskError = (error: GraphQLError) => mask(error, log);

  return {
    schema,
    mask: maskError,
    async prepare(body, caller) {
      try {
        const { query, variables, operationName } = readRequest(body, persisted, mode);
        for (const value of Object.values(variables)) requireStorable(value, "the request");
        const parsed = documents.get(query);
        if ("errors" in parsed) return parsed;
        const operation = getOperationAST(parsed.document, operationName);
        if (!operation) throw new RefluxError("RFV06", "the document does not have this one operation");
        assertFewValues(schema, operation, variables);
        const { coerced, errors } = getVariableValues(
          schema,
          operation.variableDefinitions ?? [],
          variables,
          { maxErrors: 10 },
        );
        if (errors) return { errors };
        assertAffordable({ schema, operation, fragments: fragmentsOf(parsed.document), variables: coerced });
        const args = {
          schema,
          document: parsed.document,
          variableValues: variables,
          operationName: operationName ?? null,
          rootValue: null,
          contextValue: {},
          resolvedPreset,
          requestContext: { reflux: caller },
        };
        await hookArgs(args);
        callers.set(args, caller);
        return { args, kind: operation.operation };
      } catch (error) {
        return { errors: [error instanceof GraphQLError ? error : asGraphQLError(toRefluxError(error))] };
      }
    },
    async execute(args, hold) {
      const { principal } = callerOf(args);
      using _ = await turns.take(principal);
      return whole(await countingOn(hold, () => execute(args)));
    },
    // Without `@defer` every item is whole, which the types of grafast cannot know.
    subscribe: async (args) => (await subscribe(args)) as AsyncIterable<Raw> | Raw,
    present: ({ data, errors }) => ({
      ...(errors ? { errors: errors.slice(0, mostErrors).map(maskError) } : {}),
      ...(data === undefined ? {} : { data }),
    }),
  };
}

/** One for each row of a page says no more than the first ones, and each may be a line in the log. */
const mostErrors = 100;

type Request = {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | undefined;
};

function readRequest(body: unknown, persisted: PersistedOperations, mode: OperationsMode): Request {
  if (Array.isArray(body)) throw new RefluxError("RFV06", "one operation per request: batches are not taken");
  if (typeof body !== "object" || body === null) throw new RefluxError("RFV06", "a request is a JSON object");
  const { variables, operationName, ...rest }: Record<string, unknown> = { ...body };
  const isObject = typeof variables === "object" && variables !== null && !Array.isArray(variables);
  if (variables !== undefined && variables !== null && !isObject) {
    throw new RefluxError("RFV06", "variables must be an object");
  }
  return {
    query: documentOf(rest, persisted, mode),
    variables: isObject ? { ...variables } : {},
    operationName: typeof operationName === "string" && operationName !== "" ? operationName : undefined,
  };
}

const callers = new WeakMap<ExecutionArgs, Caller>();

/** On whose behalf prepared arguments are run. */
export function callerOf(args: ExecutionArgs): Caller {
  const caller = callers.get(args);
  if (!caller) throw new Error("arguments that were not prepared");
  return caller;
}

/** `@defer` and `@stream` are not in the schema, so an answer never comes in parts. */
function whole(result: Awaited<ReturnType<typeof execute>>): Raw {
  if (isAsyncIterable(result)) throw new Error("an answer in parts");
  return result;
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
}
