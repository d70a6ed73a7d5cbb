import { useInfiniteQuery } from "@tanstack/react-query";
import { WrapText } from "lucide-react";
import { useState } from "react";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { StepLogsDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { IconButton } from "../../../ui/controls/IconButton.tsx";
import { Select } from "../../../ui/controls/Select.tsx";
import { TextInput } from "../../../ui/controls/TextField.tsx";
import { cx } from "../../../ui/cx.ts";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { stepLogsForms } from "../sql.ts";
import { keyOf, type StepRow } from "../steps.ts";
import styles from "./StepDrawer.module.css";

const levels = ["debug", "info", "warn", "error"] as const;
type Level = (typeof levels)[number];

export interface LogsTabProps {
  readonly run: string;
  readonly step: StepRow;
  readonly attempt: number | undefined;
}

/** What the node said while it ran, oldest first, two hundred lines at a time. */
export function LogsTab({ run, step, attempt }: LogsTabProps) {
  const [least, setLeast] = useState<Level>("debug");
  const [words, setWords] = useState("");
  const [wrap, setWrap] = useState(true);
  const logs = useInfiniteQuery({
    queryKey: ["step logs", run, keyOf(step), step.state, step.attempt],
    queryFn: async ({ signal, pageParam }) => {
      const variables = { id: run, idx: step.idx, scope: step.scope, offset: pageParam };
      const { run: found } = await request(StepLogsDocument, variables, signal);
      return found?.logs;
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last?.pageInfo.hasNextPage ? pages.length * 200 : undefined),
  });
  if (logs.error) return <ReadProblem error={logs.error} />;
  if (logs.isPending) return <Skeleton label="Loading logs" />;
  const all = logs.data?.pages.flatMap((page) => page?.nodes ?? []) ?? [];
  const shown = all.filter(
    (line) =>
      levels.findIndex((level) => level === line.level) >= levels.indexOf(least) &&
      (attempt === undefined || line.attempt === attempt) &&
      `${line.message} ${JSON.stringify(line.fields)}`.toLowerCase().includes(words.toLowerCase()),
  );
  return (
    <div className={styles.pad}>
      <div className={styles.bar}>
        <TextInput
          type="search"
          aria-label="Filter logs"
          placeholder="Filter"
          value={words}
          onValueChange={setWords}
        />
        <Select
          aria-label="Least level"
          size="small"
          value={least}
          onValueChange={setLeast}
          choices={levels.map((level) => ({ value: level, label: level }))}
        />
        <IconButton label="Wrap lines" icon={<WrapText />} pressed={wrap} onClick={() => setWrap(!wrap)} />
        <CopyAs {...stepLogsForms({ run, step: step.step, scope: step.scope }, step.idx)} />
      </div>
      {shown.length === 0 ? (
        <p className={styles.quiet}>
          {all.length === 0
            ? "This step wrote no log. A log node, or ctx.log in a node, writes here."
            : `None of ${all.length} lines matches.`}
        </p>
      ) : (
        <ol className={cx(wrap && styles.wrap)}>
          {shown.map((line, index) => (
            <li key={index} className={styles.log}>
              <Time at={line.at} show="clock" />
              <span className={styles[line.level]}>{line.level}</span>
              <span className={styles.text}>
                {line.message}
                {line.fields !== null && !isEmpty(line.fields) && (
                  <span className={styles.fields}> {JSON.stringify(line.fields)}</span>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {logs.hasNextPage && (
        <div>
          <Button size="small" busy={logs.isFetchingNextPage} onClick={() => void logs.fetchNextPage()}>
            More lines
          </Button>
        </div>
      )}
    </div>
  );
}

const isEmpty = (fields: unknown) =>
  typeof fields === "object" && fields !== null && Object.keys(fields).length === 0;
