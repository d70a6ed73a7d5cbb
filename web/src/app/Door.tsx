import { type ReactNode, useCallback, useEffect, useState } from "react";
import { type Access, askAccess } from "../data/access.ts";
import { queryClient } from "../data/query-client.ts";
import { onToken } from "../data/token.ts";
import { keepWho } from "../data/who.ts";
import { SignIn } from "./shell/SignIn.tsx";
import { Unreachable } from "./shell/Unreachable.tsx";

/** Lets in whoever the server lets in. Asks again when the token changes, and when it was refused on the way. */
export function Door({ children }: { readonly children: ReactNode }) {
  const [access, setAccess] = useState<Access>();
  const ask = useCallback(() => {
    const stop = new AbortController();
    askAccess(AbortSignal.any([stop.signal, AbortSignal.timeout(15_000)])).then(
      (answer) => {
        keepWho(answer.who);
        setAccess(answer.access);
      },
      () => {
        if (!stop.signal.aborted) setAccess("offline");
      },
    );
    return () => stop.abort();
  }, []);

  useEffect(() => {
    let stop = ask();
    const forget = onToken(() => {
      // Another person may have come in: nothing of what the last one saw may be shown.
      queryClient.clear();
      stop();
      stop = ask();
    });
    return () => {
      forget();
      stop();
    };
  }, [ask]);

  switch (access) {
    case undefined:
      return null;
    case "open":
      return children;
    case "closed":
      return <SignIn />;
    case "offline":
      return <Unreachable onRetry={ask} />;
  }
}
