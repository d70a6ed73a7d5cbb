import { ChevronRight } from "lucide-react";
import { Fragment, useState } from "react";
import { CreateFlowDocument } from "../../../../generated/graphql.ts";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { copyName } from "../flow-list.ts";
import { type BeginningProps, NameField, nameProblem } from "./NameField.tsx";
import styles from "./New.module.css";
import { madeOf, samples } from "./samples.ts";

export function FromSample({ taken, onCreated }: BeginningProps) {
  const [chosen, setChosen] = useState(samples[0]);
  const [own, setOwn] = useState<string>();
  const free = chosen && (taken.has(chosen.id) ? copyName(chosen.id, taken) : chosen.id);
  const slug = own ?? free ?? "";
  const create = useAction(async () => {
    if (!chosen) return;
    await request(CreateFlowDocument, { slug, title: null, document: { ...chosen.document, name: slug } });
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
      <fieldset className={`stack gap-2 ${styles.samples}`}>
        <legend className="visually-hidden">Sample</legend>
        {samples.map((sample) => (
          <label key={sample.id} className={styles.sample}>
            <input
              type="radio"
              name="sample"
              className={styles.radio}
              checked={sample === chosen}
              onChange={() => setChosen(sample)}
            />
            <span className="stack gap-half">
              <span className="medium">{sample.title}</span>
              <span className="soft">{sample.words}</span>
              <span className={styles.made}>
                {madeOf(sample.document).map((node, index) => (
                  <Fragment key={`${node} ${index}`}>
                    {index > 0 && <ChevronRight aria-hidden="true" />}
                    <code>{node}</code>
                  </Fragment>
                ))}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <NameField value={slug} onValueChange={setOwn} taken={taken} />
      <div className={`row wrap gap-2 ${styles.actions}`}>
        {chosen && (
          <CopyAs
            {...callForms("create_flow", { slug, document: { json: { ...chosen.document, name: slug } } })}
          />
        )}
        <Button type="submit" look="primary" busy={create.busy} blocked={nameProblem(slug, taken)}>
          Create and edit
        </Button>
      </div>
    </form>
  );
}
