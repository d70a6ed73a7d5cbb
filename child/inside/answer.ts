import { openPort } from "./port.ts";

/** The child's end of `asking.ts`: answers each question that comes, several at once when `answer` waits. */
export function answerAll(answer: (question: unknown) => unknown, maxBytes: number): void {
  const port = openPort(({ message }) => {
    // Only `asking.ts` writes to the other end.
    const { id, question } = message as { readonly id: number; readonly question: unknown };
    void (async () => {
      try {
        port.send({ id, answer: await answer(question) });
      } catch (error) {
        port.send({ id, error: error instanceof Error ? error.message : String(error) });
      }
    })();
  }, maxBytes);
  port.send({ ready: true });
}
