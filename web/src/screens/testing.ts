/** Rows as the API gives them, for tests of what is made of them. */
import type { FlowRowFragment, RunHeadFragment, RunRowFragment } from "../../generated/graphql.ts";

export function flowRow(slug: string, more: Partial<FlowRowFragment> = {}): FlowRowFragment {
  return {
    id: slug,
    slug,
    title: null,
    description: null,
    tags: [],
    enabled: true,
    archivedAt: null,
    decidedAt: null,
    decidedBy: null,
    decidedReason: null,
    p95Ms: null,
    nextRunAt: null,
    currentVersion: { number: 1 },
    draft: null,
    recent: { nodes: [] },
    ...more,
  };
}

const run = {
  state: "running",
  createdAt: "2026-01-01T00:00:00Z",
  startedAt: "2026-01-01T00:00:00Z",
  finishedAt: null,
  failedSteps: 0,
  openSinks: 1,
  triggerStep: "start",
  idempotencyKey: null,
  reason: null,
  parentRunId: null,
  pinned: false,
  allowedActions: [],
  version: { number: 1 },
} as const;

export function runRow(id: string, more: Partial<RunRowFragment> = {}): RunRowFragment {
  return {
    ...run,
    id,
    flow: { slug: "orders", title: null },
    graph: { sinks: 1 },
    at: { nodes: [] },
    ...more,
  };
}

export function runHead(id: string, more: Partial<RunHeadFragment> = {}): RunHeadFragment {
  return {
    ...run,
    id,
    revision: 1,
    redriven: { nodes: [] },
    forkedFrom: null,
    flow: { slug: "orders", title: null, layout: {} },
    ...more,
  };
}
