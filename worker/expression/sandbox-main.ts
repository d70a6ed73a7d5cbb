/** The program of a sandbox child: evaluate what comes, answer, end with the parent. */
import { openPort } from "../child/inside/port.ts";
import { admit } from "./admit.ts";
import { expressionError, type Prepared, prepare } from "./prepare.ts";
import { type IsolatedAnswer, type IsolatedRequest, MAX_ANSWER_BYTES } from "./sandbox-protocol.ts";

const MAX_CACHED = 500;
const cache = new Map<string, Prepared>();

const port = openPort(({ message }) => {
  // Only sandbox-child.ts writes to the other end.
  void answer(message as IsolatedRequest).then((given) => port.send(given));
}, MAX_ANSWER_BYTES);
port.send({ kind: "ready" } satisfies IsolatedAnswer);

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
