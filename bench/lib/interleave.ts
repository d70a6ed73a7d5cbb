import { type Summary, summarise } from "./statistics.ts";

export type Contender = {
  readonly name: string;
  /** One sample of each column. */
  measure(): Promise<Readonly<Record<string, number>>>;
};

export type Rounds = {
  readonly rounds: number;
  readonly report: (line: string) => void;
  readonly warmUp: boolean;
};

/**
 * Round-robin: each round measures every system once, beginning with another one each time, so that whatever the
 * machine does beside us hits all alike. With `warmUp`, a round before the first is thrown away.
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, report, warmUp }: Rounds,
): Promise<ReadonlyMap<string, Readonly<Record<string, Summary>>>> {
  const samples = new Map(contenders.map(({ name }) => [name, new Map<string, number[]>()]));
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    const offset = round % Math.max(contenders.length, 1);
    for (const contender of [...contenders.slice(offset), ...contenders.slice(0, offset)]) {
      const figures = await contender.measure();
      if (round === 0) continue;
      const columns = samples.get(contender.name);
      for (const [column, value] of Object.entries(figures))
        columns?.set(column, [...(columns.get(column) ?? []), value]);
    }
    if (round > 0) report(`round ${round} of ${rounds}`);
  }
  return new Map(
    [...samples].map(([name, columns]) => [
      name,
      Object.fromEntries([...columns].map(([column, values]) => [column, summarise(values)])),
    ]),
  );
}
