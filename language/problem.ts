/** An error as JSONata throws it; by its code the library writes the message. */
export function problem(code: string, token: string, value: unknown): object {
  return { code, token, value };
}

/** One with words of our own: the library's code for what an author raises. */
export function failure(message: string, value?: unknown): object {
  return { code: "D3137", message, value };
}
