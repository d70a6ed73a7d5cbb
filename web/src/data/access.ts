import { WhoamiDocument } from "../../generated/graphql.ts";
import { hashOf } from "./request.ts";
import { readWho, type Who } from "./rights.ts";
import { token } from "./token.ts";

/** `open` also on loopback in development, where the server asks for no token. */
export type Access = "open" | "closed" | "offline";

export interface Answer {
  readonly access: Access;
  /** Unknown where a server does not tell. */
  readonly who?: Who | undefined;
}

/** Knocks, and says who one is: one question, since whoever may not come in gets 401 before anything is parsed. */
export async function askAccess(signal: AbortSignal, bearer = token()): Promise<Answer> {
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify({ documentId: hashOf(WhoamiDocument) }),
      signal,
    });
    if (response.status === 401 || response.status === 403) return { access: "closed" };
    if (response.status >= 502) return { access: "offline" };
    return { access: "open", who: readWho(await response.json().catch(() => undefined)) };
  } catch (error) {
    if (signal.aborted) throw error;
    return { access: "offline" };
  }
}
