import styles from "./Gallery.module.css";

const surfaces = [
  "bg",
  "surface",
  "surface-raised",
  "surface-sunken",
  "surface-inverse",
  "canvas",
  "node",
  "note",
];
const lines = [
  "line",
  "line-strong",
  "line-control",
  "focus",
  "accent-solid",
  "accent-soft",
  "ink",
  "danger",
];
const sizes = ["display", "title", "heading", "reading", "body", "small", "micro"];

export function Tokens() {
  return (
    <>
      <div className={`grid gap-3 ${styles.swatches}`}>
        {[...surfaces, ...lines].map((name) => (
          <div key={name} className="stack micro secondary gap-1">
            <div className={styles.paint} style={{ background: `var(--${name})` }} />
            {name}
          </div>
        ))}
      </div>
      <div className="stack gap-2">
        {sizes.map((size) => (
          <p key={size} style={{ fontSize: `var(--size-${size})` }}>
            Postgres is the orchestrator. 0123456789{" "}
            <span style={{ color: "var(--text-secondary)" }}>{size}</span>
          </p>
        ))}
      </div>
    </>
  );
}
