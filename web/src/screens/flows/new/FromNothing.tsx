import { useState } from "react";
import { CreateFlowDocument } from "../../../../generated/graphql.ts";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { slugOf } from "../flow-list.ts";
import { type BeginningProps, NameField, nameProblem } from "./NameField.tsx";
import styles from "./New.module.css";

export function FromNothing({ taken, onCreated }: BeginningProps) {
  const [title, setTitle] = useState("");
  const [own, setOwn] = useState<string>();
  const slug = own ?? slugOf(title);
  const create = useAction(async () => {
    await request(CreateFlowDocument, { slug, title: title || null, document: null });
    onCreated(slug, "draft");
  });
  return (
    <form
      className={`stack gap-4 ${styles.form}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (nameProblem(slug, taken) === undefined) create.run();
      }}
    >
      {create.problem && <ErrorCallout problem={create.problem} />}
      <TextField label="Title" placeholder="Order intake" value={title} onValueChange={setTitle} autoFocus />
      <NameField value={slug} onValueChange={setOwn} taken={taken} />
      <div className={`row wrap gap-2 ${styles.actions}`}>
        <CopyAs {...callForms("create_flow", { slug, ...(title ? { title } : {}) })} />
        <Button type="submit" look="primary" busy={create.busy} blocked={nameProblem(slug, taken)}>
          Create and edit
        </Button>
      </div>
    </form>
  );
}
