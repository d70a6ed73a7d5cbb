import { useState } from "react";
import { StepWholeDocument } from "../../../../generated/graphql.ts";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { toProblem } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import type { StepState } from "../../../ui/feedback/states.ts";
import { JsonView } from "../../../ui/json/JsonView.tsx";
import { sayProblem } from "../../../ui/overlay/toast.ts";
import { download } from "../../../ui/values/download.ts";
import type { Payload } from "../payload.ts";
import { payloadSql, type StepName } from "../sql.ts";
import styles from "./StepDrawer.module.css";

export interface PayloadTabProps {
  readonly name: StepName;
  readonly which: "input" | "output";
  readonly payload: Payload | undefined;
  readonly state: StepState;
  readonly loading: boolean;
  readonly error: unknown;
}

/** As much as a page can show; the whole is a file, made when it is asked for. */
export function PayloadTab({ name, which, payload, state, loading, error }: PayloadTabProps) {
  if (error) return <ReadProblem error={error} />;
  if (loading) return <Skeleton label={`Loading the ${which}`} />;
  if (!payload) {
    return (
      <p className={`${styles.pad} ${styles.quiet}`}>
        {which === "output"
          ? state === "failed"
            ? "A step that failed has no output."
            : "No output yet."
          : "The step has not been reached, so it has been given nothing yet."}
      </p>
    );
  }
  return (
    <div className={styles.full}>
      <JsonView
        value={payload.value}
        label={which === "input" ? "Input" : "Output"}
        part={
          payload.cut
            ? {
                bytes: payload.bytes,
                load: async () => wholeOf(name, which),
                save: <Save name={name} which={which} />,
              }
            : undefined
        }
        sql={payloadSql(name, which)}
      />
    </div>
  );
}

async function wholeOf(name: StepName, which: "input" | "output"): Promise<unknown> {
  try {
    return (await request(StepWholeDocument, { id: name.run, step: name.step, scope: name.scope }))[which];
  } catch (error) {
    sayProblem(toProblem(error));
    return undefined;
  }
}

function Save({ name, which }: { readonly name: StepName; readonly which: "input" | "output" }) {
  const [busy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    const whole = await wholeOf(name, which);
    setBusy(false);
    if (whole !== undefined) {
      download(
        `run-${name.run}-${name.step}-${which}.json`,
        JSON.stringify(whole, null, 2),
        "application/json",
      );
    }
  }
  return (
    <Button size="small" busy={busy} onClick={() => void save()}>
      Save the whole
    </Button>
  );
}
