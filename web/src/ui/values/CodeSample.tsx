import { Copy } from "lucide-react";
import { IconButton } from "../controls/IconButton.tsx";
import styles from "./CodeSample.module.css";
import { copy } from "./copy.ts";
import { highlight, type SampleLanguage } from "./highlight.ts";

export interface CodeSampleProps {
  readonly code: string;
  readonly language: SampleLanguage;
  readonly label: string;
}

/** A few lines to read and to take away. What is edited is a CodeEditor; what is large is a JsonView. */
export function CodeSample({ code, language, label }: CodeSampleProps) {
  return (
    <figure className={styles.sample}>
      <figcaption className={styles.caption}>
        {label}
        <IconButton
          label={`Copy: ${label}`}
          icon={<Copy />}
          size="small"
          onClick={() => void copy(code, label)}
        />
      </figcaption>
      <pre className={styles.code} tabIndex={0} aria-label={label} role="region">
        <code>
          {highlight(code, language).map((part, index) => (
            <span key={index} className={part.kind && styles[part.kind]}>
              {part.text}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}
