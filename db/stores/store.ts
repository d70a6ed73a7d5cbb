/**
 * Where the bytes of artifacts are. A store knows neither names nor rights: rows of reflux.artifacts say what is kept where,
 * and who may read it. Each passes the suite of db/testing/store-contract.ts.
 */
export interface Store {
  /** As in `reflux.artifacts.store`. */
  readonly name: string;
  /** Room for new bytes, which nobody sees before they are kept. */
  open(owner: Owner): Writing;
  /** The bytes from `start` to before `end`, piece by piece, as whoever reads takes them. */
  read(location: string, range: ByteRange): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** The attempt that writes: when it is over, what is not kept goes. */
export interface Owner {
  readonly run_id: string;
  readonly idx: number;
  readonly scope: string;
  readonly attempt: number;
}

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface Writing {
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** All is written; where it is, to be told with the row that keeps it. */
  finish(): Promise<string>;
  /** Lets go of it, at any time; what was kept meanwhile stays. */
  discard(): Promise<void>;
}
