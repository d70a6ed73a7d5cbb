import { useState } from "react";
import { CodeEditor } from "../ui/code/CodeEditor.tsx";
import { Field } from "../ui/controls/Field.tsx";
import { SchemaForm } from "../ui/form/SchemaForm.tsx";
import styles from "./Gallery.module.css";
import { httpConfig, httpSchema } from "./samples.ts";

export function Forms() {
  const [config, setConfig] = useState<Readonly<Record<string, unknown>>>(httpConfig);
  const [sql, setSql] = useState(
    "select state, count(*)\nfrom reflux.runs\nwhere flow = 'order-intake'\ngroup by state;",
  );
  return (
    <div className={styles.columns}>
      <div className={`${styles.card} ${styles.padded}`}>
        <SchemaForm
          schema={httpSchema}
          value={config}
          onChange={setConfig}
          problems={[
            { path: "retries", message: "is above 10" },
            {
              path: "cases[1].port",
              message: "must be lower-case letters, digits and _, beginning with a letter",
            },
          ]}
        />
      </div>
      <div className={`${styles.card} ${styles.padded}`}>
        <SchemaForm schema={httpSchema} value={{ url: "https://example.com" }} onChange={() => {}} readOnly />
      </div>
      <Field label="Query">
        <CodeEditor label="Query" language="sql" value={sql} onValueChange={setSql} lines={8} eager />
      </Field>
    </div>
  );
}
