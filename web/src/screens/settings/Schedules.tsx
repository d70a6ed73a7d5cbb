import { Link } from "@tanstack/react-router";
import { CalendarClock } from "lucide-react";
import { ScheduleListDocument } from "../../../generated/graphql.ts";
import { useRows } from "../../app/useRows.ts";
import { request } from "../../data/request.ts";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { ListSection } from "./ListSection.tsx";
import { readSchedule } from "./read-schedule.ts";

const sql =
  "select f.slug, s.config ->> 'cron' as cron, s.next_at, s.problem, s.last_at, s.last_run_id\nfrom reflux.schedules s join reflux.flows f on f.id = s.flow_id\norder by s.next_at;";
const graphql = "{\n  schedules { nodes { flow { slug } config nextAt problem lastAt lastRunId } }\n}";

export default function Schedules() {
  const { data, error } = useRows({
    name: "schedules",
    read: async ({ after }, signal) => (await request(ScheduleListDocument, { after }, signal)).schedules,
    every: 10_000,
  });
  const rows = data?.rows.toSorted((a, b) => ((a.nextAt ?? "~") < (b.nextAt ?? "~") ? -1 : 1));
  return (
    <ListSection
      title="Schedules"
      words="Part of flows: a Schedule step says when. Turning the flow off turns its schedules off."
      sql={sql}
      graphql={graphql}
      query={{ data: data && rows && { ...data, rows }, error }}
      empty={
        <EmptyState glyph={<CalendarClock />} title="No schedule yet" sql={sql}>
          A flow that begins with a Schedule step starts by itself, and is listed here from its first version
          on.
        </EmptyState>
      }
      rowKey={(one) => one.id}
      columns={[
        {
          id: "flow",
          title: "Flow",
          cell: ({ flow, step }) =>
            flow && (
              <Link to="/flows/$slug/edit" params={{ slug: flow.slug }} search={{ step }}>
                {flow.slug}
              </Link>
            ),
        },
        {
          id: "when",
          title: "When",
          cell: ({ config }) => {
            const { cron, timezone } = readSchedule(config);
            return (
              <>
                <code>{cron}</code> {timezone}
              </>
            );
          },
        },
        { id: "overlap", title: "Overlap", cell: ({ config }) => readSchedule(config).overlap },
        {
          id: "next",
          title: "Next",
          cell: ({ nextAt, flow, problem }) =>
            flow?.enabled === false ? (
              <Badge tone="warn">disabled</Badge>
            ) : problem !== null ? (
              <Badge tone="bad">never: {problem}</Badge>
            ) : nextAt === null ? (
              "being planned"
            ) : (
              <Time at={nextAt} />
            ),
        },
        {
          id: "last",
          title: "Last",
          cell: ({ lastAt }) => (lastAt === null ? "never" : <Time at={lastAt} />),
        },
        {
          id: "run",
          title: "Last run",
          cell: ({ lastRunId }) =>
            lastRunId === null ? (
              "–"
            ) : (
              <Link to="/runs/$id" params={{ id: lastRunId }}>
                {lastRunId}
              </Link>
            ),
        },
      ]}
    />
  );
}
