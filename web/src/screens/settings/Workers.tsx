import { useQuery } from "@tanstack/react-query";
import { Server } from "lucide-react";
import type { ReactNode } from "react";
import { EngineHealthDocument } from "../../../generated/graphql.ts";
import { ReadProblem } from "../../app/ReadProblem.tsx";
import { request } from "../../data/request.ts";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { PlainTable } from "../../ui/table/PlainTable.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { formatCount } from "../../ui/values/number.ts";
import { daysOf } from "./engine-settings.ts";
import { Section } from "./Section.tsx";
import styles from "./Workers.module.css";

const sql =
  "select * from reflux.health();\n\nselect w.id, w.name, h.alive, h.deaf, h.busy, w.concurrency, w.lease_until\nfrom reflux.workers w join reflux.worker_health h on h.worker_id = w.id\norder by w.id desc;";
const graphql =
  "{\n  health { workers places idle deafWorkers deadSchedules unmetNeeds waitingJobs oldestJobAt liveRuns stuckSteps }\n  workers(orderBy: [ID_DESC]) { nodes { name concurrency leaseUntil health { alive deaf busy } } }\n}";

export default function Workers() {
  const { data, error } = useQuery({
    queryKey: ["engine health"],
    queryFn: async ({ signal }) => {
      const [answer, ready] = await Promise.all([
        request(EngineHealthDocument, {}, signal),
        fetch("/readyz", { signal }).then(
          (response) => response.ok,
          () => false,
        ),
      ]);
      const { health, needs, workers } = answer;
      return {
        health,
        needs: needs?.nodes ?? [],
        workers: workers?.nodes ?? [],
        ready,
        more: workers?.pageInfo.hasNextPage ?? false,
      };
    },
    // Leases are renewed every few seconds, and nothing tells of it.
    refetchInterval: 3_000,
    staleTime: 0,
  });
  const health = data?.health;
  const busy = (health?.places ?? 0) - (health?.idle ?? 0);
  return (
    <>
      <Section
        title="Health"
        words="As the database counts it, read every three seconds."
        actions={<CopyAs sql={sql} graphql={graphql} link={location.href} />}
      >
        <ReadProblem error={error} />
        {data && health && (
          <dl className={`grid clip ${styles.figures}`}>
            <Figure name="Server">
              {data.ready ? <Badge tone="good">ready</Badge> : <Badge tone="bad">not ready</Badge>}
              <span className={`small secondary ${styles.words}`}>Postgres {health.postgres}</span>
            </Figure>
            <Figure name="Steps running">
              {formatCount(busy)}{" "}
              <span className={`small secondary ${styles.words}`}>
                of {formatCount(health.places ?? 0)} places
              </span>
            </Figure>
            <Figure name="Jobs waiting">
              {formatCount(health.waitingJobs ?? 0)}
              {health.oldestJobAt !== null && (
                <span className={`small secondary ${styles.words}`}>
                  the oldest <Time at={health.oldestJobAt} />
                </span>
              )}
            </Figure>
            <Figure name="Runs under way">
              {formatCount(health.liveRuns ?? 0)}
              {(health.pausedRuns ?? 0) > 0 && (
                <span className={`small secondary ${styles.words}`}>
                  {formatCount(health.pausedRuns ?? 0)} paused
                </span>
              )}
            </Figure>
            <Figure name="Finished runs are kept">
              {health.keepRuns === null || daysOf(health.keepRuns) === 0
                ? "for ever"
                : `${formatCount(daysOf(health.keepRuns))} days`}
              {(health.runsPastTerm ?? 0) > 0 && (
                <span className={`small secondary ${styles.words}`}>
                  {health.runsPastTerm === 1000 ? "1,000 or more" : formatCount(health.runsPastTerm ?? 0)}{" "}
                  past it, to be deleted
                </span>
              )}
            </Figure>
            <Figure name="Stuck steps">
              {(health.stuckSteps ?? 0) === 0 ? "none" : <Badge tone="bad">{health.stuckSteps}</Badge>}
            </Figure>
            {data.needs.map(({ need, problem, provide }) => (
              <Figure key={need} name={`Required, and no worker has it: ${need}`}>
                <Badge tone="bad">missing</Badge>
                <span className={styles.words}>{[problem, provide].filter(Boolean).join("; ")}</span>
              </Figure>
            ))}
            <Figure name="Schedules without a time">
              {(health.deadSchedules ?? 0) === 0 ? "none" : <Badge tone="bad">{health.deadSchedules}</Badge>}
            </Figure>
            <Figure name="On-failure flows that start nothing">
              {(health.deadOnFailureFlows ?? 0) === 0 ? (
                "none"
              ) : (
                <Badge tone="bad">{health.deadOnFailureFlows}</Badge>
              )}
            </Figure>
          </dl>
        )}
      </Section>
      <Section
        title="Workers"
        words="Each holds its steps by a lease it renews. One that falls silent loses them to the others; a deaf one renews, but the queue does not answer it."
      >
        {data?.workers.length === 0 && (
          <EmptyState glyph={<Server />} title="No worker yet" sql={sql}>
            Start one with reflux worker, here or on another machine: it needs Postgres and nothing else.
          </EmptyState>
        )}
        {data?.more && <p className="quiet">The newest {data.workers.length}. There were more before.</p>}
        {data && data.workers.length > 0 && (
          <PlainTable
            label="Workers"
            rows={data.workers}
            rowKey={(worker) => worker.id}
            faded={(worker) => worker.health?.alive !== true}
            columns={[
              {
                id: "state",
                title: "State",
                cell: (worker) =>
                  worker.health?.deaf ? (
                    <Badge tone="bad">deaf</Badge>
                  ) : worker.health?.alive ? (
                    <Badge tone="good">live</Badge>
                  ) : worker.stoppedAt === null ? (
                    <Badge tone="bad">lost</Badge>
                  ) : (
                    <Badge tone="neutral">stopped</Badge>
                  ),
              },
              { id: "name", title: "Name", cell: (worker) => <code>{worker.name}</code> },
              {
                id: "busy",
                title: "Steps",
                align: "end",
                cell: (worker) => `${worker.health?.busy ?? 0} of ${worker.concurrency}`,
              },
              { id: "nodes", title: "Nodes", align: "end", cell: (worker) => worker.nodes.length },
              { id: "seen", title: "Renewed", cell: (worker) => <Time at={worker.seenAt} /> },
              { id: "lease", title: "Lease until", cell: (worker) => <Time at={worker.leaseUntil} /> },
              { id: "since", title: "Since", cell: (worker) => <Time at={worker.startedAt} /> },
            ]}
          />
        )}
      </Section>
    </>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
