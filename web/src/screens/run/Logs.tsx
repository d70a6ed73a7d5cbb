import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowDownUp, WrapText } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { RunLogsDocument, type StepLogCondition } from "../../../generated/graphql.ts";
import { toProblem } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { Select } from "../../ui/controls/Select.tsx";
import { TextInput } from "../../ui/controls/TextField.tsx";
import { cx } from "../../ui/cx.ts";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { Skeleton } from "../../ui/feedback/Skeleton.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import styles from "./drawer/StepDrawer.module.css";
import { logsForms } from "./sql.ts";

const levels = ["debug", "info", "warn", "error"] as const;
type Level = (typeof levels)[number];

export interface LogsProps {
  readonly run: string;
  /** Left out: of all steps. */
  readonly of?: Pick<StepLogCondition, "step" | "scope" | "attempt">;
  /** Changes when there may be more to read. */
  readonly mark: string;
  readonly live: boolean;
}

/** What nodes said while they ran, two hundred lines at a time from either end; the server looks for words and levels. */
export function Logs({ run, of, mark, live }: LogsProps) {
  const [least, setLeast] = useState<Level>("debug");
  const [words, setWords] = useState("");
  const [newest, setNewest] = useState(false);
  const [wrap, setWrap] = useState(true);
  const search = useDeferredValue(words.trim());
  const condition: StepLogCondition = {
    ...of,
    ...(least === "debug" ? {} : { levels: levels.slice(levels.indexOf(least)) }),
    ...(search === "" ? {} : { search }),
  };
  const logs = useInfiniteQuery({
    queryKey: ["run logs", run, condition, newest, mark],
    queryFn: async ({ signal, pageParam }) => {
      const orderBy = newest ? ("AT_DESC" as const) : ("AT_ASC" as const);
      const answer = await request(
        RunLogsDocument,
        { id: run, condition, orderBy, after: pageParam },
        signal,
      );
      return answer.run?.logs;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last?.pageInfo.hasNextPage ? last.pageInfo.endCursor : undefined),
    placeholderData: (before) => before,
    refetchInterval: live ? 3_000 : false,
  });
  const lines = logs.data?.pages.flatMap((page) => page?.nodes ?? []) ?? [];
  const narrowed = search !== "" || least !== "debug";
  return (
    <div className={cx(styles.pad, styles.logs)}>
      <div className={styles.bar}>
        <TextInput
          type="search"
          aria-label="Find in logs"
          placeholder="Find in all lines"
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
        <IconButton
          label="Newest first"
          icon={<ArrowDownUp />}
          pressed={newest}
          onClick={() => setNewest(!newest)}
        />
        <IconButton label="Wrap lines" icon={<WrapText />} pressed={wrap} onClick={() => setWrap(!wrap)} />
        <CopyAs {...logsForms(run, condition, newest)} />
      </div>
      {logs.error ? (
        <ErrorCallout problem={toProblem(logs.error)} />
      ) : logs.isPending ? (
        <Skeleton label="Loading logs" />
      ) : lines.length === 0 ? (
        <p className={styles.quiet}>
          {narrowed
            ? "No line matches."
            : `${of ? "This step" : "This run"} wrote no log. A log node, or ctx.log in a node, writes here.`}
        </p>
      ) : (
        <ol className={cx(wrap && styles.wrap)} aria-label="Lines">
          {lines.map((line) => (
            <li key={line.id} className={styles.log}>
              <Time at={line.at} show="clock" />
              <span className={styles[line.level]}>{line.level}</span>
              <span className={styles.text}>
                {!of && <code className={styles.fields}>{line.step?.step} </code>}
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
