import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { NodePageQuery } from "../../../generated/graphql.ts";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { Duration } from "../../ui/time/Duration.tsx";
import { formatDuration } from "../../ui/time/duration.ts";
import { Time } from "../../ui/time/Time.tsx";
import { formatCount, formatShare } from "../../ui/values/number.ts";
import { Effects, effects, isEffects } from "./Effects.tsx";
import type { Manifest } from "./manifest.ts";
import styles from "./NodeFacts.module.css";

export interface NodeFactsProps {
  readonly node: NonNullable<NodePageQuery["nodes"]>["nodes"][number];
  readonly manifest: Manifest;
  readonly workers: NonNullable<NodePageQuery["workers"]>;
}

/** What is promised of it, and how that goes. */
export function NodeFacts({ node, manifest, workers }: NodeFactsProps) {
  const alive = workers.nodes.filter(
    (worker) => worker.health?.alive === true && worker.nodes.includes(node.id),
  );
  const attempts = Number(node.health?.attempts ?? 0);
  const failed = Number(node.health?.failed ?? 0);
  const lost = Number(node.health?.lost ?? 0);
  return (
    <aside className={`grid gap-6 ${styles.facts}`} aria-label="Facts">
      <Block title="Promise">
        <dl className={styles.list}>
          <Fact name="Name">
            <code>
              {node.name}@{node.version}
            </code>
          </Fact>
          <Fact name="Effects">
            <Effects name={node.effects} />
            {isEffects(node.effects) && <span className="soft">{effects[node.effects].words}</span>}
          </Fact>
          <Fact name="Ways out">
            {manifest.ports === "dynamic" ? (
              <span>named by its config</span>
            ) : (
              manifest.ports.map((port) => (
                <Badge key={port} mono>
                  {port}
                </Badge>
              ))
            )}
          </Fact>
          <Fact name="Retry">{retryWords(manifest)}</Fact>
          <Fact name="Deadline">
            {manifest.timeoutMs === undefined ? "none" : `${formatDuration(manifest.timeoutMs)} an attempt`}
          </Fact>
          <Fact name="Secrets">
            {manifest.secrets.length === 0
              ? "none"
              : manifest.secrets.map((field) => <code key={field}>{field}</code>)}
            {manifest.secrets.length > 0 && <span className="soft">May be written in these fields.</span>}
          </Fact>
          <Fact name="Known since">
            <Time at={node.announcedAt} />
          </Fact>
        </dl>
      </Block>
      <Block title="Health">
        {attempts === 0 ? (
          <p className="soft">Not tried yet.</p>
        ) : (
          <dl className={styles.list}>
            <Fact name="Attempts">{formatCount(attempts)}</Fact>
            <Fact name="Failed">
              {formatCount(failed)} <span className="soft">{formatShare(failed, attempts)}</span>
            </Fact>
            {lost > 0 && <Fact name="Lost">{formatCount(lost)}</Fact>}
            <Fact name="p50">
              <Duration milliseconds={node.health?.p50Ms ?? null} />
            </Fact>
            <Fact name="p95">
              <Duration milliseconds={node.health?.p95Ms ?? null} />
            </Fact>
          </dl>
        )}
      </Block>
      <Block title="Workers that run it">
        {alive.length === 0 ? (
          <p className="soft">None is live: its steps wait until one is.</p>
        ) : (
          <ul className={styles.names}>
            {alive.map((worker) => (
              <li key={worker.id}>
                <code>{worker.name}</code>
              </li>
            ))}
            {workers.pageInfo.hasNextPage && <li className="soft">of the newest {workers.nodes.length}</li>}
          </ul>
        )}
      </Block>
      <Block title="Used by">
        {node.usedBy.nodes.length === 0 ? (
          <p className="soft">No flow yet.</p>
        ) : (
          <ul className={styles.names}>
            {node.usedBy.nodes.map((flow) => (
              <li key={flow.slug}>
                <Link to="/flows/$slug/edit" params={{ slug: flow.slug }} title={flow.title ?? undefined}>
                  {flow.slug}
                </Link>
                {!flow.enabled && <Badge>disabled</Badge>}
              </li>
            ))}
            {node.usedBy.pageInfo.hasNextPage && <li className="soft">and more</li>}
          </ul>
        )}
      </Block>
    </aside>
  );
}

function Block({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function retryWords({ retry }: Manifest): string {
  if (retry.max === 0) return "never";
  const waits = `${formatDuration(retry.backoffMs)} to ${formatDuration(retry.maxBackoffMs)} apart`;
  return `up to ${retry.max} times, ${waits}`;
}
