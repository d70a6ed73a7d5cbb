import { Play } from "lucide-react";
import { Button } from "../../ui/controls/Button.tsx";
import { CodeSample } from "../../ui/values/CodeSample.tsx";
import styles from "./Examples.module.css";
import type { Example, Manifest } from "./manifest.ts";

const results = { output: "It gives", outcome: "It ends with", error: "It fails with" } as const;

/** The examples of the manifest. A suite runs every one of them, so they are true. */
export function Examples({
  node,
  onTry,
}: {
  readonly node: Manifest;
  /** Left out where it cannot be tried: a trigger runs nothing. */
  readonly onTry?: ((example: Example) => void) | undefined;
}) {
  if (node.examples.length === 0) return null;
  return (
    <section className="stack gap-5">
      <h2 className={styles.title}>Examples</h2>
      {node.examples.map((example) => (
        <section key={example.title} className="stack gap-2">
          <div className="row between gap-2">
            <h3 className="medium">{example.title}</h3>
            {onTry && (
              <Button
                size="small"
                look="quiet"
                icon={<Play />}
                aria-label={`Try it: ${example.title}`}
                onClick={() => onTry(example)}
              >
                Try it
              </Button>
            )}
          </div>
          <CodeSample
            label="The step"
            language="json"
            code={text({ node: node.id, config: example.config })}
          />
          <div className={`grid gap-2 ${styles.pair}`}>
            <CodeSample label="Its input" language="json" code={text(example.input)} />
            <CodeSample
              label={results[example.result.kind]}
              language="json"
              code={text(example.result.value)}
            />
          </div>
        </section>
      ))}
    </section>
  );
}

const text = (value: unknown) => JSON.stringify(value ?? null, null, 2);
