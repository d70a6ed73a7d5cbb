import { parseJson } from "#language/json.ts";
import { offline, ProblemError, problemOf, signedOut } from "./problem.ts";
import { dropToken, token } from "./token.ts";

/**
 * A generated operation: it knows its variables, its result and the hash under which the server has it. The
 * browser sends the hash alone, so the server runs only what was built with it, and no GraphQL parser is shipped.
 */
export interface Operation<Result, Variables> {
  readonly __apiType?: (variables: Variables) => Result;
  readonly __meta__?: Readonly<Record<string, unknown>> | undefined;
}

export async function request<Result, Variables extends object>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await send(operation, variables, signal);
  if (response.status === 401) {
    dropToken();
    throw new ProblemError(signedOut);
  }
  const body = await response
    .text()
    .then(parseJson)
    .catch(() => null);
  const { data, errors, error } =
    typeof body === "object" && body !== null ? { data: null, errors: [], error: undefined, ...body } : {};
  const [first = error] = Array.isArray(errors) ? errors : [];
  if (first !== undefined) throw new ProblemError(problemOf(first), body);
  if (!response.ok || data === null || data === undefined) {
    throw new ProblemError({ code: "unknown", message: `The server answered ${response.status}` });
  }
  // The one checked boundary: the operation was typed from the schema that the server serves.
  return data as Result;
}

async function send<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const bearer = token();
  try {
    return await fetch("/graphql", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify({ documentId: hashOf(operation), variables }),
      // What is saved on the way out arrives although the page is gone.
      keepalive: leaving,
      ...(signal ? { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ProblemError(offline, error);
  }
}

/** How long a read may take: who can be stopped is a reader. What changes something is waited for to its end. */
const patience = 30_000;

let leaving = false;
const page = globalThis as Partial<EventTarget>;
page.addEventListener?.("pagehide", () => {
  leaving = true;
});
page.addEventListener?.("pageshow", () => {
  leaving = false;
});

export function hashOf(operation: {
  readonly __meta__?: Readonly<Record<string, unknown>> | undefined;
}): string {
  const hash = operation.__meta__?.["hash"];
  if (typeof hash !== "string") throw new Error("an operation without a hash: run npm run web:types");
  return hash;
}
