import { Plus, Workflow } from "lucide-react";
import { firstFlowSql } from "../../data/call-forms.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";

export interface NoFlowsProps {
  /** Why no flow can be made. */
  readonly blocked: string | undefined;
  readonly onNew: () => void;
}

export function NoFlows({ blocked, onNew }: NoFlowsProps) {
  return (
    <EmptyState
      glyph={<Workflow />}
      title="No flow yet"
      action={
        <Button look="primary" icon={<Plus />} blocked={blocked} onClick={onNew}>
          New flow
        </Button>
      }
      sql={firstFlowSql}
    >
      A flow is steps joined by edges, started by a webhook, a schedule, a changed table or a person. Begin
      with a blank one, with a sample, or paste one.
    </EmptyState>
  );
}

export function NoneMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState title="No flow matches" action={<Button onClick={onClear}>Show all flows</Button>}>
      Words are looked for in names, titles and tags. Archived flows are under their own state.
    </EmptyState>
  );
}
