/** What the dialog would ask, as SQL and as GraphQL: with the reason and the value as they stand in it. */
import { type CopyForms, callForms } from "../../../data/call-forms.ts";
import type { Answers, Intent } from "./actions.ts";

export function actionForms(run: string, intent: Intent, answers: Partial<Answers> = {}): CopyForms {
  const run_id = BigInt(run);
  const reason = answers.reason ? { reason: answers.reason } : {};
  if (!("step" in intent)) return callForms(intent.action, { run_id, ...reason });
  const { step, scope } = intent.step;
  const at = { run_id, step, ...(scope === "" ? {} : { scope }) };
  switch (intent.action) {
    case "redrive_step":
      return callForms("redrive_step", {
        ...at,
        ...(answers.value === undefined ? {} : { input: { json: answers.value } }),
        ...(answers.downstream === false ? { downstream: false } : {}),
        ...reason,
      });
    case "retry_now":
      return callForms("retry_now", { ...at, ...reason });
    case "signal_step":
      return callForms("signal_step", { ...at, payload: { json: answers.value ?? {} } });
  }
}
