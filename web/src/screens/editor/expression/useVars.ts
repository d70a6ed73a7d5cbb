import { useQuery } from "@tanstack/react-query";
import type { Json } from "#language/flow/document.ts";
import { VarListDocument } from "../../../../generated/graphql.ts";
import { request } from "../../../data/request.ts";

export type Vars = Readonly<Record<string, Json>>;
const none: Vars = {};

/** The variables of this installation, as expressions read them. */
export function useVars(wanted = true): Vars {
  const { data } = useQuery({
    enabled: wanted,
    queryKey: ["editor vars"],
    queryFn: async ({ signal }) => {
      const { vars } = await request(VarListDocument, {}, signal);
      return Object.fromEntries((vars?.nodes ?? []).map(({ name, value }) => [name, value as Json]));
    },
  });
  return data ?? none;
}
