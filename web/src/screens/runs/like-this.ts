import type { RunRowFragment } from "../../../generated/graphql.ts";
import { errorOf } from "./plan-query.ts";

/** The query for runs like one: the same flow, and the same error at the same step if it has failed. */
export function likeThis(run: RunRowFragment): string {
  const failed = run.at.nodes.find((at) => at.state === "failed");
  const parts = [`flow:${run.flow?.slug ?? "*"}`];
  if (failed) parts.push("state:failed", `step:${failed.step}`);
  const code = failed && errorOf(failed.error).code;
  if (code) parts.push(`error:${code}`);
  return parts.join(" ");
}
