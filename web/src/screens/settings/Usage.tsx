import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SecretUsageDocument, VarUsageDocument } from "../../../generated/graphql.ts";
import { ReadProblem } from "../../app/ReadProblem.tsx";
import { request } from "../../data/request.ts";
import styles from "./rows.module.css";

export interface UsageProps {
  readonly of: "secret" | "variable";
  readonly name: string;
}

/** The flows that would notice. */
export function Usage({ of, name }: UsageProps) {
  const { data, error } = useQuery({
    queryKey: ["usage", of, name],
    queryFn: async ({ signal }) =>
      of === "secret"
        ? (await request(SecretUsageDocument, { name }, signal)).secretUsage
        : (await request(VarUsageDocument, { name }, signal)).varUsage,
    staleTime: 0,
  });
  if (error) return <ReadProblem error={error} />;
  if (!data) return null;
  if (data.nodes.length === 0) return <p className="quiet">No flow's current version names it.</p>;
  return (
    <div className={`flex wrap ${styles.names}`}>
      <span>Named by</span>
      {data.nodes.map((flow) => (
        <Link key={flow.slug} to="/flows/$slug/edit" params={{ slug: flow.slug }}>
          {flow.slug}
        </Link>
      ))}
      {data.pageInfo.hasNextPage && <span className="quiet">and more</span>}
    </div>
  );
}
