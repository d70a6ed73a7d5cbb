import { RefluxError } from "#db/errors.ts";
import { requireMeasure } from "#db/measure-json.ts";
import type { Principal } from "../auth/principal.ts";
import { dataHeaders } from "../http/headers.ts";
import { problemAs, type Reply } from "../http/reply.ts";
import type { Call, Route } from "../http/route.ts";
import type { Engine } from "../operations/engine.ts";
import type { Caller } from "../preset.ts";

type Parts = { readonly engine: Engine; readonly callerOf: (principal: Principal) => Caller };

/** A flow of 20,000 steps fits. */
const longestBody = 8 * 1024 * 1024;

/** `{variables: {input: {input: …}}}` */
const envelope = 4;

/** GraphQL over HTTP: one operation, as JSON. Subscriptions are for the websocket at the same path. */
export function graphqlRoute({ engine, callerOf }: Parts): Route {
  return {
    name: "graphql",
    methods: ["POST"],
    path: "/graphql",
    access: "token",
    async handle(call, principal) {
      // What a form or an image of another site can send is none of these, so a browser asks first, and we say no.
      const type = call.request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
      if (type !== "application/json") return problemAs(415, "RFV06", "send application/json");
      using body = await call.readBody(longestBody);
      const prepared = await engine.prepare(parse(body.bytes), callerOf(principal));
      if ("errors" in prepared) return answer(call, 400, { errors: prepared.errors.map(engine.mask) });
      if (prepared.kind === "subscription") {
        return problemAs(400, "RFV06", "subscribe over a websocket (graphql-transport-ws) at this path");
      }
      const result = engine.present(await engine.execute(prepared.args));
      return answer(call, result.data === undefined ? 400 : 200, result);
    },
  };
}

/** Measured before it is read: a number that is too long would be Infinity, and kept as null. */
function parse(bytes: Buffer): unknown {
  const text = bytes.toString("utf8");
  requireMeasure(text, "the request", { around: envelope });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RefluxError("RFV07", "the body is not JSON", { cause });
  }
}

/** Clients that know the newer media type get a status that says what happened; others get 200 with errors in it. */
function answer({ request }: Call, status: number, payload: unknown): Reply {
  const modern = "application/graphql-response+json";
  const isModern = request.headers.accept?.includes(modern) ?? false;
  return {
    status: isModern ? status : 200,
    headers: { ...dataHeaders, "content-type": `${isModern ? modern : "application/json"}; charset=utf-8` },
    body: JSON.stringify(payload),
  };
}
