import { useMemo, useState } from "react";
import type { FlowRowFragment } from "../../../generated/graphql.ts";
import { BulkBar } from "../../app/bulk/BulkBar.tsx";
import { BulkDialog } from "../../app/bulk/BulkDialog.tsx";
import type { Bulk } from "../../app/bulk/bulk.ts";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import { flowActions, flowsBulk } from "./bulk.tsx";

export interface FlowsBulkProps {
  readonly flows: readonly FlowRowFragment[];
  readonly onClear: () => void;
  readonly onDone: () => void;
}

/** What is done with the marked flows. It outlives the marks: a flow that was archived leaves the list before the dialog closes. */
export default function FlowsBulk({ flows, onClear, onDone }: FlowsBulkProps) {
  const [bulk, setBulk] = useState<Bulk>();
  useCommands(useMemo(() => flowsBulkCommands(flows, setBulk), [flows]));
  return (
    <>
      {flows.length > 0 && (
        <BulkBar
          bulks={flowActions.map((action) => flowsBulk(action, flows))}
          onAct={setBulk}
          onClear={onClear}
        />
      )}
      {bulk && <BulkDialog bulk={bulk} onClose={() => setBulk(undefined)} onDone={onDone} />}
    </>
  );
}

export function flowsBulkCommands(
  flows: readonly FlowRowFragment[],
  onAct: (bulk: Bulk) => void,
): readonly Command[] {
  return flowActions.map((action): Command => {
    const bulk = flowsBulk(action, flows);
    const described = {
      id: `flows.marked.${action}`,
      title: `${bulk.title} the marked flows`,
      group: "Flows",
      icon: bulk.icon,
      when: () => bulk.able.length > 0,
      run: () => onAct(bulk),
    };
    return bulk.call
      ? { kind: "act", call: bulk.call, forms: () => bulk.forms(""), ...described }
      : { kind: "view", ...described };
  });
}
