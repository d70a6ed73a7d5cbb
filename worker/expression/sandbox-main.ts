/** The program of a sandbox child: evaluates what comes. */
import { answerAll } from "#child/inside/answer.ts";
import { admit } from "./admit.ts";
import { expressionError, type Prepared, prepare } from "./prepare.ts";
import { type IsolatedAnswer, type IsolatedRequest, MAX_ANSWER_BYTES } from "./sandbox-protocol.ts";

const MAX_CACHED = 500;
const cache = new Map<string, Prepared>();

// Only sandbox-child.ts asks.
answerAll((question) => answer(question as IsolatedRequest), MAX_ANSWER_BYTES);

async function answer(request: IsolatedRequest): Promise<IsolatedAnswer> {
  try {
    const value = await prepareOnce(request.source).run(request.scope, request);
    return {
      kind: "value",
      value: admit(value, { left: request.maxCharacters, limit: request.maxCharacters }),
    };
  } catch (error) {
    const { code, message, hint, detail } = expressionError(error, request, request.discreet);
    return { kind: "error", code, message, hint, detail };
  }
}

function prepareOnce(source: string): Prepared {
  const found = cache.get(source) ?? prepare(source);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(source, found);
  return found;
}
