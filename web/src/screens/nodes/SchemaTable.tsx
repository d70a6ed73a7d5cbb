import { useState } from "react";
import type { Schema } from "../../ui/form/schema.ts";
import { CodeSample } from "../../ui/values/CodeSample.tsx";
import styles from "./SchemaTable.module.css";
import { schemaRows, typeOf } from "./schema-rows.ts";

export interface SchemaTableProps {
  readonly title: string;
  readonly schema: Schema;
  /** Said when the schema allows anything. */
  readonly anything: string;
}

/** A JSON Schema as a person reads it, and the schema itself for whoever wants that. */
export function SchemaTable({ title, schema, anything }: SchemaTableProps) {
  const [raw, setRaw] = useState(false);
  const rows = schemaRows(schema);
  const words = typeof schema["description"] === "string" ? schema["description"] : undefined;
  return (
    <section className="stack gap-2">
      <header className="line between">
        <h2 className={styles.title}>{title}</h2>
        {Object.keys(schema).length > 0 && (
          <button type="button" className={styles.raw} aria-expanded={raw} onClick={() => setRaw(!raw)}>
            {raw ? "As a table" : "As JSON Schema"}
          </button>
        )}
      </header>
      {raw ? (
        <CodeSample
          code={JSON.stringify(schema, null, 2)}
          language="json"
          label={`Schema of ${title.toLowerCase()}`}
        />
      ) : rows.length === 0 ? (
        <p className="soft">
          {words ?? (typeOf(schema) === "any" ? anything : `It is ${typeOf(schema)}, without fields.`)}
        </p>
      ) : (
        <dl className={styles.fields}>
          {rows.map((row) => (
            <div key={row.path} className={styles.field} style={{ "--depth": row.depth }}>
              <dt className="anywhere">
                <code>{row.key}</code>
                {row.required && <span className={`micro tertiary ${styles.required}`}>required</span>}
              </dt>
              <dd className="stack anywhere gap-half">
                <span className={styles.type}>{row.type}</span>
                {row.words && <span>{row.words}</span>}
                {row.facts.length > 0 && <span className="small tertiary">{row.facts.join(" · ")}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
