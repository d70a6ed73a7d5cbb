/**
 * Is what is shown still whole? Messages name what changed, never how: a reader fetches those ids again, which may be
 * done twice without harm. So the only danger is a message that never came, and each names the one before it.
 *
 * Numbers are names here, not an order: a transaction takes its number before it commits, so 5 may arrive after 6, and
 * rolled back ones leave holes. Only for the first message of a stream is order asked, against the snapshot's number.
 */
export interface LiveMessage {
  readonly seq: bigint;
  /** The message before it on this stream; for the first one, the newest that the server knew. */
  readonly previous: bigint;
  readonly ids: readonly string[];
  /** More changed than is named. */
  readonly partial: boolean;
}

export interface Sequence {
  /** What the last snapshot was read at. Null before the first. */
  readonly snapshot: bigint | null;
  /** The last message of this stream. */
  readonly heard: bigint | null;
  /** Named while a snapshot was on its way: it may or may not have them, so they are fetched after it. */
  readonly pending: readonly string[];
  readonly refetching: boolean;
}

export type Step =
  | { readonly kind: "fetch"; readonly ids: readonly string[] }
  | { readonly kind: "refetch" }
  | { readonly kind: "nothing" };

export const unread: Sequence = { snapshot: null, heard: null, pending: [], refetching: true };

const nothing: Step = { kind: "nothing" };

export function receive(state: Sequence, message: LiveMessage): readonly [Sequence, Step] {
  if (message.seq === state.heard) return [state, nothing];
  const heard = { ...state, heard: message.seq };
  if (message.partial || missedSome(state, message)) return refetch(heard);
  if (state.refetching) return [{ ...heard, pending: [...state.pending, ...message.ids] }, nothing];
  return [heard, message.ids.length > 0 ? { kind: "fetch", ids: message.ids } : nothing];
}

/** An answer has come, read when `seq` was the newest. */
export function arrived(state: Sequence, seq: bigint): readonly [Sequence, Step] {
  const ids = [...new Set(state.pending)];
  const next = { ...state, snapshot: seq, pending: [], refetching: false };
  return [next, ids.length > 0 ? { kind: "fetch", ids } : nothing];
}

/** A new stream: the socket was away, and nobody knows what was missed. */
export function reconnected(state: Sequence): readonly [Sequence, Step] {
  return refetch({ ...state, heard: null });
}

function missedSome(state: Sequence, message: LiveMessage): boolean {
  if (state.heard !== null) return message.previous !== state.heard;
  return state.snapshot !== null && !state.refetching && message.previous > state.snapshot;
}

function refetch(state: Sequence): readonly [Sequence, Step] {
  return [{ ...state, pending: [], refetching: true }, { kind: "refetch" }];
}
