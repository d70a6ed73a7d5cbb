import { Ellipsis } from "lucide-react";
import type { FlowRowFragment } from "../../../generated/graphql.ts";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { Menu, type MenuGroup } from "../../ui/overlay/Menu.tsx";
import type { Column } from "../../ui/table/column.ts";
import { Duration } from "../../ui/time/Duration.tsx";
import { Time } from "../../ui/time/Time.tsx";
import styles from "./columns.module.css";
import { FlowStateMark } from "./FlowStateMark.tsx";
import { lastRunAt, stateOf } from "./flow-list.ts";
import { RecentRuns } from "./RecentRuns.tsx";

/** Narrow, a row is its name and its state; the rest comes as there is room. */
export function columnsOf(
  menu: (flow: FlowRowFragment) => readonly MenuGroup[],
): readonly Column<FlowRowFragment>[] {
  return [
    {
      id: "name",
      title: "Flow",
      width: "minmax(9rem, 2fr)",
      sortable: true,
      cell: (flow) => <Name flow={flow} />,
    },
    { id: "state", title: "State", width: "6.5rem", cell: (flow) => <FlowStateMark state={stateOf(flow)} /> },
    {
      id: "version",
      title: "Version",
      width: "7rem",
      from: 760,
      cell: (flow) => (
        <>
          <span className="quiet">{flow.currentVersion ? `v${flow.currentVersion.number}` : "–"}</span>
          {flow.draft && flow.currentVersion && <Badge>draft</Badge>}
        </>
      ),
    },
    {
      id: "recent",
      title: "Last runs",
      width: "8rem",
      from: 560,
      cell: (flow) => <RecentRuns runs={flow.recent.nodes} />,
    },
    {
      id: "p95",
      title: "p95",
      width: "5.5rem",
      align: "end",
      sortable: true,
      from: 680,
      cell: (flow) => <Duration milliseconds={flow.p95Ms} />,
    },
    {
      id: "last",
      title: "Last run",
      width: "6.5rem",
      align: "end",
      sortable: true,
      from: 480,
      cell: (flow) => <When at={lastRunAt(flow)} />,
    },
    {
      id: "next",
      title: "Next run",
      width: "6.5rem",
      align: "end",
      sortable: true,
      from: 900,
      cell: (flow) => <When at={flow.nextRunAt} />,
    },
    {
      id: "menu",
      title: "",
      width: "3rem",
      align: "end",
      cell: (flow) => (
        <span onClick={(event) => event.stopPropagation()}>
          <Menu groups={menu(flow)} align="end">
            <IconButton label={`Actions on ${flow.slug}`} icon={<Ellipsis />} size="small" tabIndex={-1} />
          </Menu>
        </span>
      ),
    },
  ];
}

function Name({ flow }: { readonly flow: FlowRowFragment }) {
  return (
    <span
      className="row clip gap-2"
      title={[flow.slug, flow.title, flow.description, flow.tags.join(", ")].filter(Boolean).join("\n")}
    >
      <span className={`medium clip ${styles.slug}`}>{flow.slug}</span>
      {flow.title !== null && <span className={`secondary clip ${styles.title}`}>{flow.title}</span>}
      {flow.tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          <Badge tone="neutral">{tag}</Badge>
        </span>
      ))}
    </span>
  );
}

const When = ({ at }: { readonly at: string | null }) =>
  at === null ? <span className="quiet">–</span> : <Time at={at} />;
