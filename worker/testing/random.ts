/** Numbers in [0, 1) that are the same for the same seed: a test that fails by chance fails again. */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** The seed of SEED, or a new one; said, so that it can be given. */
export function seedOf(text = process.env.SEED): number {
  const seed = text === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(text);
  console.log(`seed ${seed} (SEED=${seed} repeats it)`);
  return seed;
}
