/** One action on many rows: how many it concerns is said first, and each row tells how it went. */
import type { ReactNode } from "react";
import type { CopyForms } from "../../data/call-forms.ts";
import { toProblem } from "../../data/problem.ts";
import type { Call } from "../../data/rights.ts";
import type { Problem } from "../../ui/problem.ts";

export interface Bulk {
  readonly id: string;
  readonly title: string;
  /** What comes of it, before anything is asked. */
  readonly what: string;
  /** What each row then is. */
  readonly done: string;
  readonly icon: ReactNode;
  readonly danger?: boolean;
  /** What is called for each; left out: it only reads. */
  readonly call?: Call;
  /** The rows it is for, by key, with the name that the list of outcomes gives them. */
  readonly able: readonly { readonly key: string; readonly name: string }[];
  /** The others, by what they are: the database would refuse them. */
  readonly left: readonly { readonly key: string; readonly icon: ReactNode; readonly words: string }[];
  readonly marked: number;
  /** One row, and many of them. */
  readonly noun: readonly [string, string];
  /** It is kept with each row. */
  readonly takesReason: boolean;
  readonly forms: (reason: string) => CopyForms;
  readonly act: (key: string, reason: string | null) => Promise<unknown>;
}

export interface Outcome {
  readonly key: string;
  readonly name: string;
  readonly problem?: Problem;
}

/** Four at a time: quick enough to watch, and the server has others to serve. */
export async function actOnEach(
  { able, act }: Pick<Bulk, "able" | "act">,
  reason: string,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const queue = [...able];
  const lane = async () => {
    for (let row = queue.shift(); row; row = queue.shift()) {
      try {
        await act(row.key, reason === "" ? null : reason);
        onOutcome(row);
      } catch (error) {
        onOutcome({ ...row, problem: toProblem(error) });
      }
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}
