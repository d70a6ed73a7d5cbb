import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { OnFailureDocument, SetOnFailureDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { Segmented } from "../../../ui/controls/Segmented.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import type { FlowDialogProps } from "./ArchiveDialog.tsx";

type Kind = "usual" | "own" | "none";

/** What a failed run of this flow starts. */
export default function OnFailureDialog({ slug, onClose, onDone }: FlowDialogProps) {
  const { data, error } = useQuery({
    queryKey: ["on failure", slug],
    queryFn: async ({ signal }) => await request(OnFailureDocument, { slug }, signal),
    staleTime: 0,
  });
  const flow = data?.flowBySlug;
  const [changed, setChanged] = useState<{ readonly kind?: Kind; readonly target?: string }>({});
  const kind = changed.kind ?? (flow?.alerts === false ? "none" : flow?.onFailureFlow ? "own" : "usual");
  const target = (changed.target ?? flow?.onFailureFlow ?? "").trim();
  const usual = data?.currentSettings?.onFailureFlow ?? null;
  const said = { onFailureFlow: kind === "own" ? target : null, alerts: kind !== "none" };
  const forms = callForms("set_on_failure", {
    slug,
    ...(said.onFailureFlow && { on_failure_flow: said.onFailureFlow }),
    ...(!said.alerts && { alerts: false }),
  });
  const blocked = flow ? (kind === "own" && target === "" ? "Name the flow" : undefined) : "It is being read";
  return (
    <ActDialog
      title={`When ${slug} fails`}
      description="A failed run starts another flow, once per step, code and window. Its input says what failed and where."
      verb="Save"
      blocked={blocked}
      forms={forms}
      act={async () => {
        await request(SetOnFailureDocument, { slug, ...said });
        onDone();
        const told = kind === "usual" ? usual : said.onFailureFlow;
        say(told ? `Failures of ${slug} start ${told}` : `Failures of ${slug} start nothing`);
      }}
      onClose={onClose}
    >
      <ReadProblem error={error} />
      <Segmented<Kind>
        label="What its failures start"
        choices={[
          { value: "usual", label: usual ? `As all: ${usual}` : "As all: none" },
          { value: "own", label: "A flow" },
          { value: "none", label: "None" },
        ]}
        value={kind}
        onValueChange={(next) => setChanged({ ...changed, kind: next })}
      />
      {kind === "own" && (
        <TextField
          label="Flow"
          mono
          value={changed.target ?? flow?.onFailureFlow ?? ""}
          onValueChange={(next) => setChanged({ ...changed, target: next })}
        />
      )}
    </ActDialog>
  );
}
