import { token } from "./token.ts";

/** `open` also on loopback in development, where the server asks for no token. */
export type Access = "open" | "closed" | "offline";

/** Asks the door, not the schema: whoever may not come in gets 401 before anything is parsed. */
export async function askAccess(signal: AbortSignal, bearer = token()): Promise<Access> {
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify({ query: "{__typename}" }),
      signal,
    });
    return response.status === 401 || response.status === 403
      ? "closed"
      : response.status >= 502
        ? "offline"
        : "open";
  } catch (error) {
    if (signal.aborted) throw error;
    return "offline";
  }
}
