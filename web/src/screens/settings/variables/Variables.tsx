import { useQuery } from "@tanstack/react-query";
import { Plus, Variable } from "lucide-react";
import { useCallback, useState } from "react";
import { ConfirmDialog } from "../../../app/ConfirmDialog.tsx";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { useRefusal } from "../../../app/useWho.ts";
import { callForms } from "../../../data/call-forms.ts";
import { UnsetVarDocument, VarListDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { PlainTable } from "../../../ui/table/PlainTable.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import row from "../rows.module.css";
import { Section } from "../Section.tsx";
import { useSettingsCommands, varCommands } from "../settings-commands.tsx";
import { Usage } from "../Usage.tsx";
import { SetVarDialog } from "./SetVarDialog.tsx";
import { written } from "./var-value.ts";

const sql = "select name, value, updated_at from reflux.vars order by name;";
const graphql = "{\n  vars { nodes { name value updatedAt } }\n}";

export default function Variables() {
  const mayNotSet = useRefusal("set_var");
  const mayNotUnset = useRefusal("unset_var");
  const { data, error, refetch } = useQuery({
    queryKey: ["vars"],
    queryFn: async ({ signal }) => (await request(VarListDocument, {}, signal)).vars?.nodes ?? [],
    staleTime: 0,
  });
  /** `""` is a new one. */
  const [setting, setSetting] = useState<string>();
  const [unsetting, setUnsetting] = useState<string>();
  const changed = () => void refetch();
  const add = useCallback(() => setSetting(""), []);
  useSettingsCommands(add, varCommands);
  const button = (
    <Button look="primary" icon={<Plus />} blocked={mayNotSet} onClick={add}>
      New variable
    </Button>
  );
  return (
    <Section
      title="Variables"
      words={
        <>
          Flows name them as <code>{"{{ vars.name }}"}</code>: addresses, limits and names that differ from
          one installation to the next. They are no secrets.
        </>
      }
      actions={
        <>
          <CopyAs sql={sql} graphql={graphql} link={location.href} />
          {data && data.length > 0 && button}
        </>
      }
    >
      <ReadProblem error={error} />
      {data?.length === 0 && (
        <EmptyState glyph={<Variable />} title="No variable yet" action={button}>
          With variables the same flow file goes to every installation. From a shell: reflux var set NAME
          VALUE.
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <PlainTable
          label="Variables"
          rows={data}
          rowKey={(one) => one.name}
          columns={[
            { id: "name", title: "Name", cell: (one) => <code>{one.name}</code> },
            {
              id: "value",
              title: "Value",
              cell: (one) => <code className={row.prose}>{written(one.value)}</code>,
            },
            { id: "set", title: "Set", cell: (one) => <Time at={one.updatedAt} /> },
            {
              id: "actions",
              title: "Actions",
              quiet: true,
              align: "end",
              cell: (one) => (
                <span className={row.actions}>
                  <Button
                    size="small"
                    blocked={mayNotSet}
                    onClick={() => setSetting(one.name)}
                    aria-label={`Change ${one.name}`}
                  >
                    Change
                  </Button>
                  <Button
                    size="small"
                    look="quiet"
                    blocked={mayNotUnset}
                    onClick={() => setUnsetting(one.name)}
                    aria-label={`Unset ${one.name}`}
                  >
                    Unset
                  </Button>
                </span>
              ),
            },
          ]}
        />
      )}
      {setting !== undefined && (
        <SetVarDialog
          name={setting}
          value={data?.find(({ name }) => name === setting)?.value}
          taken={new Set(data?.map(({ name }) => name))}
          onClose={() => setSetting(undefined)}
          onDone={changed}
        />
      )}
      {unsetting !== undefined && (
        <ConfirmDialog
          title={`Unset ${unsetting}?`}
          description="Steps that name it fail from now on, until it is set again."
          verb="Unset"
          copy={<CopyAs {...callForms("unset_var", { name: unsetting })} />}
          act={async () => {
            await request(UnsetVarDocument, { name: unsetting });
            say(`${unsetting} is unset`);
            changed();
          }}
          onClose={() => setUnsetting(undefined)}
        >
          <Usage of="variable" name={unsetting} />
        </ConfirmDialog>
      )}
    </Section>
  );
}
