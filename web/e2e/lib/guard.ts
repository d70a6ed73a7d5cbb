import type { Page } from "playwright-core";

export interface Guard {
  /** Throws with everything that went wrong so far. */
  readonly check: () => void;
  /** For a test that breaks something on purpose: what matches is expected. */
  readonly expect: (pattern: RegExp) => void;
}

/**
 * A page may not complain, throw, or speak to anyone but its own server. Attach before the first navigation; check at
 * the end of each test.
 */
export function guard(page: Page, origin: string): Guard {
  const complaints: string[] = [];
  const expected: RegExp[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`console.${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  // A worker of the page has a console of its own.
  page.on("worker", (worker) =>
    worker.on("console", (message) => {
      if (message.type() === "error") complaints.push(`worker: ${message.text()}`);
    }),
  );
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url))
      complaints.push(`foreign request: ${url}`);
  });
  page.on("websocket", (socket) => {
    if (!socket.url().startsWith(origin.replace(/^http/, "ws")))
      complaints.push(`foreign socket: ${socket.url()}`);
  });
  return {
    expect: (pattern) => void expected.push(pattern),
    check: () => {
      const left = complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
      if (left.length > 0) throw new Error(`the page complained:\n${left.join("\n")}`);
    },
  };
}
