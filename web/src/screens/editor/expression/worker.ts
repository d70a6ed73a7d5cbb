/** Runs in a web worker: one request in, one reply out. The page ends the worker when its time is up. */
import { syntaxProblems } from "#language/flow/check/deployed-expressions.ts";
import { evaluateJson } from "./evaluate.ts";
import type { Reply, Request } from "./protocol.ts";

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  void answer(data).then((reply) => self.postMessage(reply));
});

async function answer(request: Request): Promise<Reply> {
  switch (request.ask) {
    case "read":
      return { said: "read", problems: request.sources.map(syntaxProblems) };
    case "evaluate":
      return { said: "evaluated", evaluation: await evaluateJson(request.template) };
  }
}

const ready: Reply = { said: "ready" };
self.postMessage(ready);
