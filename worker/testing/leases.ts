import type { OutcomeRow } from "../engine/calls.ts";
import type { Lease } from "../engine/lease.ts";

/** A lease as the engine hands it out, for tests without a database. */
export function aLease(fields: Partial<Lease> = {}): Lease {
  return {
    verdict: "leased",
    lane: 0,
    offer: null,
    run_id: "1",
    idx: 0,
    scope: "",
    attempt: 1,
    failures: 0,
    epoch: 0,
    graph_id: "1",
    flow: "flow",
    version: 1,
    run_input: {},
    run_started_at: new Date("2026-01-01T00:00:00Z"),
    pinned: false,
    own: false,
    input: null,
    outputs: {},
    item: null,
    index: null,
    scopes: null,
    ...fields,
  };
}

/** The engine's word on an outcome that it did not record, or that made a step follow. */
export function reply(lane: number, verdict: Lease["verdict"], fields: Partial<Lease> = {}): Lease {
  return aLease({ ...fields, lane, verdict });
}

export function anOutcome(fields: Partial<Pick<OutcomeRow, "run_id" | "idx" | "attempt">> = {}): OutcomeRow {
  const output = null;
  return {
    lane: 0,
    run_id: "1",
    idx: 0,
    scope: "",
    attempt: 1,
    next: true,
    kind: "output",
    output,
    ...fields,
  };
}
