import { TextField } from "../../../ui/controls/TextField.tsx";
import type { Bounds } from "./bounds.ts";

export interface BoundsFieldsProps {
  readonly bounds: Bounds;
  readonly onChange: (bounds: Bounds) => void;
}

/** What a secret is bound to, as lists that are typed. */
export function BoundsFields({ bounds, onChange }: BoundsFieldsProps) {
  return (
    <>
      <TextField
        label="Flows"
        mono
        placeholder="not bound"
        hint="Names with commas between them, * for any. Empty: flows whose deployer's token reaches all flows."
        value={bounds.flows}
        onValueChange={(flows) => onChange({ ...bounds, flows })}
      />
      <TextField
        label="Hosts"
        mono
        placeholder="any"
        hint="As api.example.com or db.internal:5432. A step that has read the secret connects nowhere else."
        value={bounds.hosts}
        onValueChange={(hosts) => onChange({ ...bounds, hosts })}
      />
      <TextField
        label="Nodes"
        mono
        placeholder="any"
        hint="As http.request. Empty: every node."
        value={bounds.nodes}
        onValueChange={(nodes) => onChange({ ...bounds, nodes })}
      />
    </>
  );
}
