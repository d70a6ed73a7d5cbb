import { Link } from "@tanstack/react-router";
import { Badge } from "../../../ui/feedback/Badge.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import type { Version } from "./useVersions.ts";
import styles from "./VersionList.module.css";

export interface VersionListProps {
  readonly slug: string;
  readonly versions: readonly Version[];
  readonly current: number | undefined;
  readonly base: number | undefined;
  readonly head: number | undefined;
}

/** Choosing one shows what it changed: it is laid over the one before it. */
export function VersionList({ slug, versions, current, base, head }: VersionListProps) {
  return (
    <nav className={styles.list} aria-label="Versions">
      <ol>
        {versions.map((version, index) => (
          <li key={version.id}>
            <Link
              to="/flows/$slug/versions"
              params={{ slug }}
              search={(before) => ({
                ...(before.view === "fields" ? { view: "fields" as const } : {}),
                base: versions[index + 1]?.number,
                head: version.number,
              })}
              replace
              className={styles.version}
              aria-current={version.number === head ? "true" : undefined}
            >
              <span className="row gap-2">
                <span className="strong">v{version.number}</span>
                {version.number === current && <Badge tone="good">current</Badge>}
                {version.number === base && version.number !== head && <Badge>base</Badge>}
                <span className="to-end small secondary">
                  <Time at={version.createdAt} />
                </span>
              </span>
              <span className={version.note ? styles.note : styles.none}>{version.note ?? "No note"}</span>
              <span className={styles.author}>{version.author}</span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
