/** What a run can begin with: what one began with before, what a webhook brought, or an example of what fits. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { type Catalogue, isTrigger } from "#language/flow/catalogue.ts";
import { type Flow, isObject } from "#language/flow/document.ts";
import { roots, upstream } from "#language/flow/topology.ts";
import { exampleOf } from "#language/schema/index.ts";
import { EditorCallsDocument, EditorRunInputDocument } from "../../../generated/graphql.ts";
import { request } from "../../data/request.ts";

/** What was run last, for as long as the page is open: one tries the same again after a change. */
const lastInputs = new Map<string, unknown>();
export const rememberInput = (slug: string, input: unknown) => lastInputs.set(slug, input);

export const inputSources = ["before", "run", "call", "example"] as const;
export type InputSource = (typeof inputSources)[number];

export interface FirstInput {
  readonly source: InputSource;
  readonly label: string;
  readonly input: unknown;
}

/** All there is to begin with, the likeliest first. Undefined while it is being asked for. */
export function useFirstInputs(
  slug: string,
  run: string | undefined,
  flow: Flow,
  catalogue: Catalogue,
  until: string | undefined,
): readonly FirstInput[] | undefined {
  const { data: last, isPending: asking } = useQuery({ ...inputOf(run), enabled: run !== undefined });
  const { data: call, isPending: calling } = useQuery(lastCall(slug));
  if ((run !== undefined && asking) || calling) return undefined;
  const example = exampleInput(flow, catalogue, until);
  return [
    ...(lastInputs.has(slug)
      ? [{ source: "before", label: "As before", input: lastInputs.get(slug) } as const]
      : []),
    ...(run !== undefined && last !== undefined
      ? [{ source: "run", label: `What run ${run} began with`, input: last } as const]
      : []),
    ...(call
      ? [{ source: "call", label: `The last webhook call, run ${call.run}`, input: call.input } as const]
      : []),
    { source: "example", label: example.from, input: example.input },
  ];
}

const inputOf = (run: string | undefined) =>
  queryOptions({
    queryKey: ["editor run input", run],
    queryFn: async ({ signal }) =>
      (await request(EditorRunInputDocument, { run: run ?? "" }, signal)).run?.input ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Bodies are kept with the runs that they started: a call that was refused has none. */
const lastCall = (slug: string) =>
  queryOptions({
    queryKey: ["editor last call", slug],
    queryFn: async ({ signal }) => {
      const { flowBySlug } = await request(EditorCallsDocument, { slug }, signal);
      const id = flowBySlug?.webhookDeliveries.nodes.find(({ runId }) => runId !== null)?.runId;
      const found = id ? await request(EditorRunInputDocument, { run: id }, signal) : undefined;
      return id && found?.run ? { run: id, input: found.run.input } : null;
    },
  });

/** By the flow's own schema, else as the trigger that would fire gives it. */
export function exampleInput(
  flow: Flow,
  catalogue: Catalogue,
  until?: string,
): { readonly from: string; readonly input: unknown } {
  const fits = isObject(flow.input) ? exampleOf(flow.input) : undefined;
  if (fits !== undefined) return { from: "An example of the input's schema", input: fits };
  const above = until === undefined ? undefined : upstream(flow, [until]).add(until);
  const types = roots(flow).flatMap((key) => {
    const type = above && !above.has(key) ? undefined : catalogue.find(flow.steps[key]?.["node"] as string);
    return type && isTrigger(type) ? [type] : [];
  });
  const type = types.find(({ id }) => id === "manual") ?? types[0];
  const [example] = type?.examples ?? [];
  // One that takes anything says nothing of what comes.
  const given = type && "type" in Object(type.input) ? (example?.input ?? exampleOf(type.input)) : undefined;
  return given === undefined
    ? { from: "Nothing", input: {} }
    : { from: `An example of ${type?.title ?? ""}`, input: given };
}
