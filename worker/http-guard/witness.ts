/** Who is told what goes out and what comes back, request by request: each redirect is one. */
export type Witness = (sent: Sent) => Heard;

export type Sent = {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array | null;
};

export type Heard = {
  answer(status: number, headers: Headers): void;
  /** What was read of the answer's body, as it is read. */
  chunk(bytes: Uint8Array): void;
  /** The body was read to its end. */
  whole(): void;
  failed(error: unknown): void;
};

/** Sends by `send`, told about it: before, so that what was sent is known although no answer comes. */
export async function witnessed(
  witness: Witness | undefined,
  sent: Sent,
  send: () => Promise<Response>,
): Promise<Response> {
  if (!witness) return await send();
  const heard = witness(sent);
  try {
    const response = await send();
    heard.answer(response.status, response.headers);
    if (response.body === null) heard.whole();
    return withBody(response, (body) => body.pipeThrough(passingBy(heard)));
  } catch (error) {
    heard.failed(error);
    throw error;
  }
}

/** The same answer with another body. One that is made knows no URL, and takes no status that is out of the ordinary. */
export function withBody(
  response: Response,
  through: (body: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>,
): Response {
  if (response.body === null) return response;
  const made = new Response(through(response.body), { headers: response.headers });
  const { ok, redirected, status, statusText, type, url } = response;
  const same = Object.entries({ ok, redirected, status, statusText, type, url });
  return Object.defineProperties(made, Object.fromEntries(same.map(([name, value]) => [name, { value }])));
}

function passingBy(heard: Heard): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      heard.chunk(chunk);
      controller.enqueue(chunk);
    },
    flush: () => heard.whole(),
  });
}
