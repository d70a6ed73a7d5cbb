/** The draft's operations, and documents as flows. */

import type { NodeType } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { readProblems } from "#language/flow/problem.ts";
import { readFlow, writeFlow } from "#language/flow/read.ts";
import {
  DiscardDraftDocument,
  EditorDraftDocument,
  EditorFlowDocument,
  type EditorHeldFragment,
  EditorRevisionDocument,
  PublishDraftDocument,
  SaveDraftDocument,
} from "../../../generated/graphql.ts";
import { nodeTypesOf } from "../../data/node-types.ts";
import { ProblemError } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import type { DraftServer, Held, Texts } from "./draft.ts";

export interface Loaded {
  readonly held: Held;
  readonly types: readonly NodeType[];
}

export async function loadFlow(slug: string, signal: AbortSignal): Promise<Loaded | null> {
  const { flowBySlug } = await request(EditorFlowDocument, { slug }, signal);
  if (!flowBySlug) return null;
  const held = heldOf(flowBySlug, slug);
  return { held, types: await nodeTypesOf(held.flow, signal) };
}

export function draftServer(slug: string): DraftServer {
  return {
    read: async () => {
      const { flowBySlug } = await request(EditorDraftDocument, { slug }, soon());
      if (!flowBySlug)
        throw new ProblemError({ code: "RFN01", message: `There is no flow ${slug} any more` });
      return heldOf(flowBySlug, slug);
    },
    peek: async () => {
      const { flowBySlug } = await request(EditorRevisionDocument, { slug }, soon());
      return {
        revision: flowBySlug?.draft?.revision ?? 0,
        author: flowBySlug?.draft?.author,
        version: flowBySlug?.currentVersion?.number,
      };
    },
    save: async ({ flow, source, unfinished }, expectedRevision) => {
      const variables = { slug, document: writeFlow(flow), expectedRevision, source, unfinished };
      const { saveDraft } = await request(SaveDraftDocument, variables, soon());
      return {
        revision: saveDraft?.result?.revision ?? expectedRevision + 1,
        problems: readProblems(saveDraft?.query?.checkFlow),
      };
    },
    publish: async (expectedRevision, note) => {
      const variables = { slug, expectedRevision, note: note.trim() === "" ? null : note };
      const { publishDraft } = await request(PublishDraftDocument, variables);
      return publishDraft?.result?.number ?? 0;
    },
    discard: async (expectedRevision) => {
      await request(DiscardDraftDocument, { slug, expectedRevision });
    },
  };
}

/** Past this it is tried again; a save that did arrive is met by its revision. */
const soon = () => AbortSignal.timeout(10_000);

function heldOf(found: EditorHeldFragment, slug: string): Held {
  const published = found.document === null ? undefined : flowOf(found.document, slug);
  const draft = found.draft ? flowOf(found.draft.document, slug) : published;
  return {
    flow: draft ?? flowOf({ reflux: 1, name: slug, steps: {}, edges: [] }, slug),
    source: found.draft?.source ?? found.source ?? undefined,
    unfinished: textsOf(found.draft?.unfinished),
    revision: found.draft?.revision ?? 0,
    author: found.draft?.author,
    published,
    version: found.currentVersion?.number,
  };
}

function flowOf(document: unknown, slug: string): Flow {
  const { flow, problems } = readFlow(document, slug);
  if (flow) return flow;
  const [first] = problems;
  throw new ProblemError({
    code: first?.code ?? "RFV01",
    message: `The document of ${slug} cannot be drawn: ${first?.path ?? ""} ${first?.message ?? ""}`,
    hint: first?.hint,
  });
}

const textsOf = (value: unknown): Texts =>
  Object.fromEntries(Object.entries(record(value)).map(([place, text]) => [place, String(text)]));

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
