import type { Cluster } from "./cluster.ts";
import type { Engine } from "./engine.ts";
import type { Bar, Table } from "./table.ts";

/** One question. A scenario leaves no process behind but the engine's, and no unfinished run. */
export type Scenario = {
  readonly name: string;
  readonly question: string;
  run(bench: Bench): Promise<readonly Table[]>;
};

export type Bench = {
  readonly cluster: Cluster;
  readonly engine: Engine;
  readonly quick: boolean;
  /** Samples of each figure. */
  readonly rounds: number;
  /** Picks the size for a full run or the one for a quick look. */
  size(full: number, quick: number): number;
  report(line: string): void;
};

/** Scenarios that make one table of bars. `npm run bench NAME`. */
export type Suite = {
  readonly name: string;
  /** Where `bench report` writes its figures, between its markers. */
  readonly documents: readonly string[];
  readonly scenarios: readonly Scenario[];
  bars(tables: readonly Table[]): readonly Bar[];
};
