/** What can be done with many runs at once. */
import { CircleSlash, Pause, Play, RotateCcw } from "lucide-react";
import {
  CancelRunDocument,
  PauseRunDocument,
  RedriveRunDocument,
  ResumeRunDocument,
  type RunRowFragment,
} from "../../../generated/graphql.ts";
import type { Bulk } from "../../app/bulk/bulk.ts";
import { manyForms } from "../../data/call-forms.ts";
import { request } from "../../data/request.ts";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import { stateWords } from "../../ui/feedback/states.ts";

export const bulkActions = ["redrive_run", "pause_run", "resume_run", "cancel_run"] as const;
export type BulkAction = (typeof bulkActions)[number];

const words: Readonly<Record<BulkAction, Pick<Bulk, "title" | "what" | "done" | "icon" | "danger">>> = {
  redrive_run: {
    title: "Re-drive failed",
    done: "re-driven",
    icon: <RotateCcw />,
    what: "Each failed step runs again, and what is below it. What succeeded is kept.",
  },
  pause_run: {
    title: "Pause",
    done: "paused",
    icon: <Pause />,
    what: "Steps that run now finish. Nothing new starts.",
  },
  resume_run: {
    title: "Resume",
    done: "resumed",
    icon: <Play />,
    what: "They go on where they stopped.",
  },
  cancel_run: {
    title: "Cancel",
    done: "cancelled",
    icon: <CircleSlash />,
    danger: true,
    what: "They end now, with the child runs they wait for. A step may still be re-driven later.",
  },
};

type Asked = { readonly id: string; readonly reason: string | null };

const asks: Readonly<Record<BulkAction, (asked: Asked) => Promise<unknown>>> = {
  redrive_run: async (asked) => request(RedriveRunDocument, asked),
  pause_run: async (asked) => request(PauseRunDocument, asked),
  resume_run: async (asked) => request(ResumeRunDocument, asked),
  cancel_run: async (asked) => request(CancelRunDocument, asked),
};

/** Which of the runs allow it, as the database says, and which are left alone. */
export function runsBulk(action: BulkAction, runs: readonly RunRowFragment[]): Bulk {
  const may = (run: RunRowFragment) => run.allowedActions?.includes(action) ?? false;
  const able = runs.filter(may);
  const left = Map.groupBy(
    runs.filter((run) => !may(run)),
    (run) => run.state,
  );
  return {
    ...words[action],
    id: action,
    call: action,
    able: able.map(({ id }) => ({ key: id, name: `Run ${id}` })),
    left: [...left].map(([state, those]) => ({
      key: state,
      icon: <StateIcon state={state} />,
      words: `${those.length} ${stateWords[state].toLowerCase()}: left alone, since that state does not allow it`,
    })),
    marked: runs.length,
    noun: ["run", "runs"],
    takesReason: true,
    forms: (reason) =>
      manyForms(
        action,
        "run_id",
        able.map((run) => BigInt(run.id)),
        reason === "" ? {} : { reason },
      ),
    act: async (id, reason) => asks[action]({ id, reason }),
  };
}
