/** The most that a node's process may send at once: an output, a request's body, an artifact. */
export const MESSAGE_BYTES = 32 * 1024 * 1024;
