import { toRefluxError } from "#db/errors.ts";
import type { Principal } from "../auth/principal.ts";
import { type Budget, clientOf, type Hold } from "../http/budget.ts";
import { dataHeaders } from "../http/headers.ts";
import { parseJson } from "../http/json.ts";
import { jsonPieces, sizeIfSmall, sizeOf } from "../http/pieces.ts";
import { problemAs, type Reply } from "../http/reply.ts";
import type { Call, Route } from "../http/route.ts";
import type { Engine, Raw } from "../operations/engine.ts";
import { asGraphQLError } from "../operations/mask.ts";
import { largestAnswer, tooLarge } from "../operations/reading.ts";
import type { Caller } from "../preset.ts";

type Parts = {
  readonly engine: Engine;
  /** Answers in memory, until their readers have taken them. */
  readonly answers: Budget;
  readonly callerOf: (principal: Principal) => Caller;
};

/** A flow of 20,000 steps fits. */
const longestBody = 8 * 1024 * 1024;
/** Above this an answer goes out in pieces. */
const longestText = 512 * 1024;

/** `{variables: {input: {input: …}}}` */
const envelope = 4;

/** GraphQL over HTTP: one operation, as JSON. Subscriptions are for the websocket at the same path. */
export function graphqlRoute({ engine, answers, callerOf }: Parts): Route {
  return {
    name: "graphql",
    methods: ["POST"],
    path: "/graphql",
    access: "token",
    async handle(call, principal) {
      const hold = answers.open(clientOf(principal));
      try {
        return { ...(await handle(call, principal, hold)), held: hold };
      } catch (error) {
        hold[Symbol.dispose]();
        throw error;
      }
    },
  };

  async function handle(call: Call, principal: Principal, hold: Hold): Promise<Reply> {
    // What a form or an image of another site can send is none of these, so a browser asks first, and we say no.
    const type = call.request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
    if (type !== "application/json") return problemAs(415, "RFV06", "send application/json");
    using body = await call.readBody(longestBody);
    const prepared = await engine.prepare(parseJson(body.bytes, envelope), callerOf(principal));
    if ("errors" in prepared) return answer(call, 400, JSON.stringify(engine.present(prepared)));
    if (prepared.kind === "subscription") {
      return problemAs(400, "RFV06", "subscribe over a websocket (graphql-transport-ws) at this path");
    }
    const result = engine.present(await engine.execute(prepared.args, hold).catch(refusal));
    const size = sizeIfSmall(result, longestText) ?? (await sizeOf(result, largestAnswer));
    if (size > largestAnswer) return answer(call, 400, JSON.stringify(engine.present(refusal(tooLarge()))));
    const text = size <= longestText ? JSON.stringify(result) : jsonPieces(result);
    return answer(call, result.data === undefined ? 400 : 200, text);
  }
}

/** Why there is no answer, as one. */
function refusal(error: unknown): Raw {
  return { errors: [asGraphQLError(toRefluxError(error))] };
}

/** Clients that know the newer media type get a status that says what happened; others get 200 with errors in it. */
function answer({ request }: Call, status: number, body: string | Iterable<string>): Reply {
  const modern = "application/graphql-response+json";
  const isModern = request.headers.accept?.includes(modern) ?? false;
  return {
    status: isModern ? status : 200,
    headers: { ...dataHeaders, "content-type": `${isModern ? modern : "application/json"}; charset=utf-8` },
    ...(typeof body === "string" ? { body } : { pieces: body }),
  };
}
