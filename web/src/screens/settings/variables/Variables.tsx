import { Plus, Variable } from "lucide-react";
import { useCallback, useState } from "react";
import { UnsetVarDocument, VarListDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { useRows } from "../../../app/useRows.ts";
import { useRefusal } from "../../../app/useWho.ts";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { Time } from "../../../ui/time/Time.tsx";
import { actionsColumn } from "../actions-column.tsx";
import { ListSection } from "../ListSection.tsx";
import row from "../rows.module.css";
import { useSettingsCommands, varCommands } from "../settings-commands.tsx";
import { Usage } from "../Usage.tsx";
import { SetVarDialog } from "./SetVarDialog.tsx";
import { written } from "./var-value.ts";

const sql = "select name, value, updated_at from reflux.vars order by name;";
const graphql = "{\n  vars { nodes { name value updatedAt } }\n}";

export default function Variables() {
  const mayNotSet = useRefusal("set_var");
  const mayNotUnset = useRefusal("unset_var");
  const query = useRows({
    name: "vars",
    read: async ({ after }, signal) => (await request(VarListDocument, { after }, signal)).vars,
  });
  /** `""` is a new one. */
  const [setting, setSetting] = useState<string>();
  const [unsetting, setUnsetting] = useState<string>();
  const changed = () => void query.refetch();
  const add = useCallback(() => setSetting(""), []);
  useSettingsCommands(add, varCommands);
  const button = (
    <Button look="primary" icon={<Plus />} blocked={mayNotSet} onClick={add}>
      New variable
    </Button>
  );
  return (
    <ListSection
      title="Variables"
      words={
        <>
          Flows name them as <code>{"{{ vars.name }}"}</code>: addresses, limits and names that differ from
          one installation to the next. They are no secrets.
        </>
      }
      sql={sql}
      graphql={graphql}
      query={query}
      button={button}
      empty={
        <EmptyState glyph={<Variable />} title="No variable yet" action={button}>
          With variables the same flow file goes to every installation. From a shell: reflux var set NAME
          VALUE.
        </EmptyState>
      }
      rowKey={(one) => one.name}
      columns={[
        { id: "name", title: "Name", cell: (one) => <code>{one.name}</code> },
        {
          id: "value",
          title: "Value",
          cell: (one) => <code className={row.prose}>{written(one.value)}</code>,
        },
        { id: "set", title: "Set", cell: (one) => <Time at={one.updatedAt} /> },
        actionsColumn(({ name }) => [
          { verb: "Change", blocked: mayNotSet, onClick: () => setSetting(name) },
          { verb: "Unset", look: "quiet", blocked: mayNotUnset, onClick: () => setUnsetting(name) },
        ]),
      ]}
    >
      {setting !== undefined && (
        <SetVarDialog
          name={setting}
          value={query.data?.rows.find(({ name }) => name === setting)?.value}
          taken={new Set(query.data?.rows.map(({ name }) => name))}
          onClose={() => setSetting(undefined)}
          onDone={changed}
        />
      )}
      {unsetting !== undefined && (
        <ActDialog
          title={`Unset ${unsetting}?`}
          description="Steps that name it fail from now on, until it is set again."
          verb="Unset"
          danger
          forms={callForms("unset_var", { name: unsetting })}
          act={async () => {
            await request(UnsetVarDocument, { name: unsetting });
            say(`${unsetting} is unset`);
            changed();
          }}
          onClose={() => setUnsetting(undefined)}
        >
          <Usage of="variable" name={unsetting} />
        </ActDialog>
      )}
    </ListSection>
  );
}
