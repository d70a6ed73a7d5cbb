import { type CopyForms, callForms, type Values } from "../../../data/call-forms.ts";
import type { Answers, Intent } from "./actions.ts";

/** What the dialog would ask, as SQL and as GraphQL: with the reason and the value as they stand in it. */
export const actionForms = (run: string, intent: Intent, answers: Partial<Answers> = {}): CopyForms =>
  callForms(intent.action, actionValues(run, intent, answers));

export function actionValues(run: string, intent: Intent, answers: Partial<Answers> = {}): Values {
  const run_id = BigInt(run);
  const reason = answers.reason ? { reason: answers.reason } : {};
  if (!("step" in intent)) return { run_id, ...reason };
  const { step, scope } = intent.step;
  const at = { run_id, step, ...(scope === "" ? {} : { scope }) };
  switch (intent.action) {
    case "redrive_step":
      return {
        ...at,
        ...(answers.value === undefined ? {} : { input: { json: answers.value } }),
        ...(answers.downstream === false ? { downstream: false } : {}),
        ...reason,
      };
    case "retry_now":
      return { ...at, ...reason };
    case "signal_step":
      return { ...at, payload: { json: answers.value ?? {} }, ...reason };
  }
}
