import { useMemo, useState } from "react";
import { waitOf } from "#language/waits.ts";
import { mainList } from "../../../app/shell/list-commands.ts";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { StateBadge } from "../../../ui/feedback/StateBadge.tsx";
import type { Column } from "../../../ui/table/column.ts";
import { emptyList, type ListState } from "../../../ui/table/list.ts";
import { VirtualTable } from "../../../ui/table/VirtualTable.tsx";
import { Duration, Elapsed } from "../../../ui/time/Duration.tsx";
import { Waits } from "../../runs/Waits.tsx";
import { durationOf, errorOf, fans, keyOf, type StepRow } from "../steps.ts";
import { StepGrid } from "./StepGrid.tsx";
import styles from "./StepList.module.css";

export interface StepListProps {
  readonly steps: readonly StepRow[];
  readonly only: "all" | "failed" | "critical";
  readonly critical: ReadonlySet<string>;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
}

/** The outline: every step in the order of the graph, and many of a kind as a grid above. */
export function StepList({ steps, only, critical, selected, onSelect }: StepListProps) {
  const [list, setList] = useState<ListState>(emptyList);
  const grids = useMemo(() => (only === "all" ? fans(steps) : []), [steps, only]);
  const rows = useMemo(
    () =>
      only === "all"
        ? steps
        : steps.filter((step) => (only === "failed" ? step.state === "failed" : critical.has(keyOf(step)))),
    [steps, only, critical],
  );
  if (rows.length === 0) {
    return <EmptyState title="No such step">Nothing in this run matches what is shown.</EmptyState>;
  }
  return (
    <>
      {grids.map((fan) => (
        <StepGrid key={fan.key} fan={fan} selected={selected} onSelect={onSelect} />
      ))}
      <VirtualTable
        label="Steps"
        rows={rows}
        columns={columns}
        rowKey={keyOf}
        list={{ ...list, active: list.active ?? selected }}
        onListChange={setList}
        onOpen={(step) => onSelect(keyOf(step))}
        onPeek={(step) => onSelect(keyOf(step))}
        handle={mainList}
      />
    </>
  );
}

const columns: readonly Column<StepRow>[] = [
  { id: "state", title: "State", width: "7.5rem", cell: (step) => <StateBadge state={step.state} plain /> },
  {
    id: "step",
    title: "Step",
    width: "minmax(8rem, 1.4fr)",
    cell: (step) => (
      <span className="flex clip gap-2">
        <span className="cut medium">{step.step}</span>
        {step.scope !== "" && <span className={styles.quiet}>{step.scope}</span>}
      </span>
    ),
  },
  {
    id: "note",
    title: "What",
    width: "minmax(8rem, 2fr)",
    from: 620,
    cell: (step) => <Note step={step} />,
  },
  { id: "node", title: "Node", width: "minmax(7rem, 1fr)", cell: (step) => step.node, from: 900 },
  {
    id: "attempts",
    title: "Attempts",
    width: "5rem",
    align: "end",
    cell: (step) => (step.attempt === 0 ? "–" : String(step.attempt)),
    from: 760,
  },
  {
    id: "duration",
    title: "Duration",
    width: "6rem",
    align: "end",
    cell: (step) =>
      step.state === "running" && step.startedAt !== null ? (
        <Elapsed since={step.startedAt} />
      ) : (
        <Duration milliseconds={durationOf(step, 0)} />
      ),
  },
];

function Note({ step }: { readonly step: StepRow }) {
  if (step.state === "failed") {
    const { code, message } = errorOf(step.error);
    return (
      <span className={styles.note} title={message}>
        <code className="failed">{code}</code> {message}
      </span>
    );
  }
  const wait = waitOf(step.state, step.wait);
  if (wait) {
    return (
      <span className={styles.note}>
        <Waits wait={wait} at={step.wakeAt} />
      </span>
    );
  }
  if (step.ports && step.ports.length > 0 && step.ports.some((port) => port !== "out")) {
    return <span className={styles.note}>took {step.ports.join(", ")}</span>;
  }
  return null;
}
