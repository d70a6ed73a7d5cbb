import { useQuery } from "@tanstack/react-query";
import { evidenceTexts } from "#language/evidence.ts";
import { StepAttemptsDocument } from "../../../../generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import type { StepName } from "../sql.ts";
import styles from "./StepDrawer.module.css";

/** What an attempt said to others and what it was answered, in their own words; nothing where it spoke to nobody. */
export function Evidence({ run, step, scope, attempt }: StepName & { readonly attempt: number }) {
  const condition = { kind: "attempt", step, scope, attempt };
  const { data } = useQuery({
    queryKey: ["step evidence", run, condition],
    queryFn: async ({ signal }) => request(StepAttemptsDocument, { id: run, condition, offset: 0 }, signal),
  });
  return <EvidenceTexts evidence={data?.run?.timeline.nodes[0]?.evidence} />;
}

export function EvidenceTexts({ evidence }: { readonly evidence: unknown }) {
  return evidenceTexts(evidence).map(({ label, text, language }, index) => (
    <div key={index} className={styles.said}>
      {text === "" ? <p>{label}</p> : <CodeSample code={text} language={language} label={label} />}
    </div>
  ));
}
