import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { PaletteFindDocument, type PaletteFindQuery } from "../../../generated/graphql.ts";
import { request } from "../../data/request.ts";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import { stateWords } from "../../ui/feedback/states.ts";
import type { Command } from "./registry.ts";

/** A pause in typing, after which it is worth asking. */
const PAUSE = 150;
const none: readonly Command[] = [];

/** Flows by name, their newest runs, and a run by its number: what the database finds, as commands that lead there. */
export function useFound(typed: string): readonly Command[] {
  const navigate = useNavigate();
  const words = usePaused(typed.trim());
  const { data } = useQuery({
    queryKey: ["palette", words],
    queryFn: async ({ signal }) => {
      const run = /^\d{1,18}$/.test(words) ? words : "0";
      return { words, found: await request(PaletteFindDocument, { words, run }, signal) };
    },
    enabled: words.length >= 2 || /^\d+$/.test(words),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  return useMemo(() => {
    const now = typed.trim().toLowerCase();
    if (!data || now === "") return none;
    const commands = foundCommands(data.found, typed, {
      flow: (slug) => void navigate({ to: "/flows/$slug/edit", params: { slug } }),
      run: (id) => void navigate({ to: "/runs/$id", params: { id } }),
    });
    // Until the answer to what is typed now is there, of the last one only what would be in it, too.
    return data.words.toLowerCase() === now
      ? commands
      : commands.filter(({ title, detail = "" }) => `${title} ${detail}`.toLowerCase().includes(now));
  }, [data, typed, navigate]);
}

interface Go {
  readonly flow: (slug: string) => void;
  readonly run: (id: string) => void;
}

/** The palette filters by words once more; what the database found for them it keeps. */
export function foundCommands(data: PaletteFindQuery, typed: string, go: Go): readonly Command[] {
  const flows = data.flows?.nodes ?? [];
  const runs = [
    ...(data.run ? [{ ...data.run, slug: data.run.flow?.slug ?? "" }] : []),
    ...flows.flatMap(({ slug, runs: newest }) => newest.nodes.map((run) => ({ ...run, slug }))),
  ];
  return [
    ...flows.map(
      ({ slug, title }): Command => ({
        kind: "view",
        id: `found.flow.${slug}`,
        title: slug,
        ...(title === null ? {} : { detail: title }),
        group: "Flows by name",
        words: typed,
        icon: <Workflow />,
        run: () => go.flow(slug),
      }),
    ),
    // A run that was named may also be one of its flow's newest.
    ...[...new Map(runs.map((run) => [run.id, run])).values()].map(
      ({ id, state, slug }): Command => ({
        kind: "view",
        id: `found.run.${id}`,
        title: `Run ${id} of ${slug}`,
        detail: stateWords[state],
        group: "Runs found",
        words: typed,
        icon: <StateIcon state={state} />,
        run: () => go.run(id),
      }),
    ),
  ];
}

/** The words once they have stood for a moment. */
function usePaused(words: string): string {
  const [paused, setPaused] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setPaused(words), PAUSE);
    return () => clearTimeout(timer);
  }, [words]);
  return paused;
}
