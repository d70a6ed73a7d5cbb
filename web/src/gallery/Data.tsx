import { useState } from "react";
import { StateBadge } from "../ui/feedback/StateBadge.tsx";
import { JsonView } from "../ui/json/JsonView.tsx";
import { Panel } from "../ui/layout/Panel.tsx";
import { Split } from "../ui/layout/Split.tsx";
import type { Column } from "../ui/table/column.ts";
import { emptyList } from "../ui/table/list.ts";
import { VirtualTable } from "../ui/table/VirtualTable.tsx";
import { Duration } from "../ui/time/Duration.tsx";
import { Time, ZoneSwitch } from "../ui/time/Time.tsx";
import { criticalPath } from "../ui/timeline/critical-path.ts";
import { Timeline } from "../ui/timeline/Timeline.tsx";
import { CodeSample } from "../ui/values/CodeSample.tsx";
import { Facts } from "../ui/values/Facts.tsx";
import styles from "./Gallery.module.css";
import { now, order, runs, timeline } from "./samples.ts";

type Run = (typeof runs)[number];

const columns: readonly Column<Run>[] = [
  {
    id: "state",
    title: "State",
    width: "7.5rem",
    cell: (run) => run.state && <StateBadge state={run.state} plain />,
  },
  { id: "flow", title: "Flow", width: "minmax(8rem, 2fr)", cell: (run) => run.flow, sortable: true },
  {
    id: "id",
    title: "Run",
    width: "5rem",
    align: "end",
    cell: (run) => run.id,
    sortable: true,
    from: 400,
  },
  {
    id: "version",
    title: "Version",
    width: "5rem",
    align: "end",
    cell: (run) => `v${run.version}`,
    from: 620,
  },
  { id: "steps", title: "Steps", width: "4.5rem", align: "end", cell: (run) => run.steps, from: 620 },
  {
    id: "duration",
    title: "Duration",
    width: "6rem",
    align: "end",
    cell: (run) => <Duration milliseconds={run.ms} />,
    sortable: true,
    from: 480,
  },
  {
    id: "started",
    title: "Started",
    width: "6.5rem",
    align: "end",
    cell: (run) => <Time at={run.started} />,
    from: 740,
  },
];

const critical = new Set(
  criticalPath(
    timeline.map((row, index) => ({
      key: row.key,
      finishedAt: row.segments.at(-1)?.end ?? 0,
      after: index === 0 ? [] : [timeline[index - 1]?.key ?? ""],
    })),
  ),
);

export function Data() {
  const [list, setList] = useState({ ...emptyList, active: "48211", selected: new Set(["48210", "48211"]) });
  const [selected, setSelected] = useState<string | null>("charge card");
  return (
    <>
      <div className="row wrap gap-3">
        <Time at={Date.now() - 250_000} />
        <Time at={now} show="full" />
        <Duration milliseconds={83_000} />
        <ZoneSwitch />
      </div>
      <div className={`${styles.card} ${styles.tall}`}>
        <Split
          name="gallery"
          label="Run 48211"
          initial={320}
          aside={
            <Panel title="Run 48211" onClose={() => {}}>
              <p className={styles.padded}>The panel beside the table.</p>
            </Panel>
          }
        >
          <VirtualTable
            label="Runs"
            rows={runs}
            columns={columns}
            rowKey={(run) => run.id}
            list={list}
            onListChange={(next) =>
              setList({ ...next, active: next.active ?? "48211", selected: new Set(next.selected) })
            }
            sort={{ column: "id", direction: "descending" }}
            onSort={() => {}}
            selectable
          />
        </Split>
      </div>
      <div className={`${styles.card} ${styles.tall}`}>
        <Timeline
          label="Steps of run 48211"
          rows={timeline}
          now={now}
          selected={selected}
          onSelect={setSelected}
          critical={critical}
        />
      </div>
      <div className={styles.columns}>
        <div className={`${styles.card} ${styles.tall}`}>
          <JsonView
            label="Output"
            value={order}
            part={{ bytes: 82_000, load: async () => Promise.resolve(order), save: null }}
            sql="select output from reflux.attempts where id = 9;"
          />
        </div>
        <CodeSample
          label="Why does it wait?"
          language="sql"
          code={"-- exactly what it waits for\nselect *\nfrom reflux.why(48211, 'charge card');"}
        />
        <Facts>
          <dt>Flow</dt>
          <dd>order-intake v3</dd>
          <dt>Key</dt>
          <dd>
            <code>orders/2026-11-23/48211</code>
          </dd>
        </Facts>
      </div>
    </>
  );
}
