import type { FlowRowFragment } from "../../../generated/graphql.ts";
import { Select } from "../../ui/controls/Select.tsx";
import { flowStateWords } from "./FlowStateMark.tsx";
import { countStates, type FlowState } from "./flow-list.ts";

export interface FiltersProps {
  readonly flows: readonly FlowRowFragment[];
  readonly tags: readonly string[];
  readonly tag: string | undefined;
  readonly state: FlowState | undefined;
  readonly onChange: (next: { tag?: string | undefined; state?: FlowState | undefined }) => void;
}

const states: readonly FlowState[] = ["enabled", "disabled", "draft", "archived"];

export function Filters({ flows, tags, tag, state, onChange }: FiltersProps) {
  const counts = countStates(flows);
  const known = tag === undefined || tags.includes(tag) ? tags : [...tags, tag];
  return (
    <>
      <Select
        aria-label="State"
        size="small"
        value={state ?? "all"}
        onValueChange={(next) => onChange({ state: states.find((one) => one === next) })}
        choices={[
          { value: "all", label: "Any state", detail: String(flows.length - (counts.get("archived") ?? 0)) },
          ...states.map((one) => ({
            value: one,
            label: flowStateWords(one),
            detail: String(counts.get(one) ?? 0),
          })),
        ]}
      />
      {known.length > 0 && (
        <Select
          aria-label="Tag"
          size="small"
          // A tag may have any name, so the choices have names of their own.
          value={tag === undefined ? "all" : `tag:${tag}`}
          onValueChange={(next) => onChange({ tag: next === "all" ? undefined : next.slice(4) })}
          choices={[
            { value: "all", label: "Any tag" },
            ...known.map((one) => ({ value: `tag:${one}`, label: one })),
          ]}
        />
      )}
    </>
  );
}
