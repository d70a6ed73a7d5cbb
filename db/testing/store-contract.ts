import { expect, test } from "vitest";
import type { Owner, Store } from "../stores/store.ts";

export type StoreUnderTest = {
  readonly store: Store;
  /** A running attempt. */
  readonly owner: Owner;
  /** The row that keeps what was written. */
  keep(location: string, bytes: Uint8Array): Promise<void>;
  /** How many bytes the store holds of what was not kept. */
  loose(): Promise<number>;
};

const KB = 1024;

/** What every store of artifacts promises. */
export function storeContract(withStore: (work: (parts: StoreUnderTest) => Promise<void>) => Promise<void>) {
  const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) % 256);
  const read = async (store: Store, location: string, start: number, end: number) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of store.read(location, { start, end })) pieces.push(piece);
    return { bytes: Buffer.concat(pieces), largest: Math.max(0, ...pieces.map((piece) => piece.byteLength)) };
  };
  const written = async (
    { store, owner, keep }: StoreUnderTest,
    bytes: Uint8Array,
    pieceBytes: number,
  ): Promise<string> => {
    const writing = store.open(owner);
    // One buffer for all, as a node may use it.
    const buffer = new Uint8Array(pieceBytes);
    for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      buffer.set(piece);
      await writing.write(buffer.subarray(0, piece.byteLength));
    }
    const location = await writing.finish();
    await keep(location, bytes);
    return location;
  };

  test.each([0, 1, 512 * KB - 1, 512 * KB, 512 * KB + 1, 1300 * KB])(
    "%i bytes come back as they were, however they were cut",
    (length) =>
      withStore(async (parts) => {
        const bytes = bytesOf(length);
        for (const pieceBytes of [7 * KB + 3, 512 * KB, 2048 * KB]) {
          const location = await written(parts, bytes, pieceBytes);
          const back = await read(parts.store, location, 0, length);
          expect(back.bytes.equals(bytes)).toBe(true);
          expect(back.largest).toBeLessThanOrEqual(1024 * KB);
        }
      }),
  );

  test("a range is read alone, over the seams of pieces", () =>
    withStore(async (parts) => {
      const bytes = bytesOf(1300 * KB);
      const location = await written(parts, bytes, 100 * KB);
      for (const [start, end] of [
        [0, 0],
        [0, 1],
        [512 * KB - 1, 512 * KB + 1],
        [100, 1200 * KB],
        [1300 * KB - 1, 1300 * KB],
        [1300 * KB, 1300 * KB],
      ] as const) {
        const back = await read(parts.store, location, start, end);
        expect(back.bytes.equals(bytes.subarray(start, end)), `${start}-${end}`).toBe(true);
      }
    }));

  test("what is let go of is gone; what was kept stays, although it is let go of after", () =>
    withStore(async (parts) => {
      const writing = parts.store.open(parts.owner);
      await writing.write(bytesOf(700 * KB));
      await writing.discard();
      await writing.discard();
      expect(await parts.loose()).toBe(0);

      const kept = parts.store.open(parts.owner);
      await kept.write(bytesOf(10));
      const location = await kept.finish();
      await parts.keep(location, bytesOf(10));
      await kept.discard();
      expect((await read(parts.store, location, 0, 10)).bytes).toHaveLength(10);
    }));

  test("a reader who stops asks for nothing more, and bytes that are not there are an error", () =>
    withStore(async (parts) => {
      const location = await written(parts, bytesOf(1300 * KB), 512 * KB);
      for await (const piece of parts.store.read(location, { start: 0, end: 1300 * KB })) {
        expect(piece.byteLength).toBeGreaterThan(0);
        break;
      }
      await expect(read(parts.store, location, 0, 1400 * KB)).rejects.toMatchObject({ code: "RFN08" });
    }));

  test("several are written at once, each for itself", () =>
    withStore(async (parts) => {
      const all = [3, 600 * KB, 5, 700 * KB].map(bytesOf);
      const places = await Promise.all(all.map((bytes) => written(parts, bytes, 64 * KB)));
      expect(new Set(places).size).toBe(all.length);
      for (const [n, location] of places.entries()) {
        const bytes = all[n] ?? new Uint8Array();
        expect((await read(parts.store, location, 0, bytes.byteLength)).bytes.equals(bytes)).toBe(true);
      }
    }));
}
