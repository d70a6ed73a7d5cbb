/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A condition to be used against `Run` object types. All fields are tested for equality and combined with a logical ‘and.’ */
export type RunCondition = {
  /** Created at this time or later. */
  readonly createdAfter?: string | null | undefined;
  /** Checks for equality with the object’s `createdAt` field. */
  readonly createdAt?: string | null | undefined;
  /** Created before this time. */
  readonly createdBefore?: string | null | undefined;
  /** Of the flow with this slug. */
  readonly flow?: string | null | undefined;
  /** Checks for equality with the object’s `flowId` field. */
  readonly flowId?: string | null | undefined;
  /** Checks for equality with the object’s `id` field. */
  readonly id?: string | null | undefined;
  /** Started under this idempotency key. */
  readonly idempotencyKey?: string | null | undefined;
  /** Checks for equality with the object’s `state` field. */
  readonly state?: RunState | null | undefined;
  /** In one of these states. */
  readonly states?: ReadonlyArray<RunState> | null | undefined;
};

/**
 * State of a run. queued: no step has started; running; paused: what runs may
 * finish, nothing starts; then one of succeeded, failed, cancelled.
 */
export type RunState =
  | 'cancelled'
  | 'failed'
  | 'paused'
  | 'queued'
  | 'running'
  | 'succeeded';

/**
 * A condition to be used against `RunTimeline` object types. All fields are tested
 * for equality and combined with a logical ‘and.’
 */
export type RunTimelineCondition = {
  /** Checks for equality with the object’s `actor` field. */
  readonly actor?: string | null | undefined;
  /** Checks for equality with the object’s `at` field. */
  readonly at?: string | null | undefined;
  /** Checks for equality with the object’s `attempt` field. */
  readonly attempt?: number | null | undefined;
  /** Checks for equality with the object’s `finishedAt` field. */
  readonly finishedAt?: string | null | undefined;
  /** Checks for equality with the object’s `kind` field. */
  readonly kind?: string | null | undefined;
  /** Checks for equality with the object’s `queuedMs` field. */
  readonly queuedMs?: string | null | undefined;
  /** Checks for equality with the object’s `readyAt` field. */
  readonly readyAt?: string | null | undefined;
  /** Checks for equality with the object’s `runId` field. */
  readonly runId?: string | null | undefined;
  /** Checks for equality with the object’s `runMs` field. */
  readonly runMs?: string | null | undefined;
  /** Checks for equality with the object’s `scope` field. */
  readonly scope?: string | null | undefined;
  /** Checks for equality with the object’s `startedAt` field. */
  readonly startedAt?: string | null | undefined;
  /** Checks for equality with the object’s `step` field. */
  readonly step?: string | null | undefined;
  /** Checks for equality with the object’s `what` field. */
  readonly what?: string | null | undefined;
};

/**
 * State of a step. waiting: predecessors are not finished; ready: it has a
 * doorbell; running: leased to a worker; sleeping: see wait; then one of
 * succeeded, failed, skipped, cancelled.
 */
export type StepState =
  | 'cancelled'
  | 'failed'
  | 'ready'
  | 'running'
  | 'skipped'
  | 'sleeping'
  | 'succeeded'
  | 'waiting';

/**
 * What a sleeping step sleeps for. timer; retry: the pause before its next try;
 * signal: reflux.signal_step; child: a run it called; slot: a place under a
 * concurrency key.
 */
export type WaitKind =
  | 'child'
  | 'retry'
  | 'signal'
  | 'slot'
  | 'timer';

export type ChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ChangesSubscription = { readonly changes: { readonly seq: string, readonly previous: string, readonly runs: ReadonlyArray<string>, readonly partial: boolean } };

export type RedrivePreviewQueryVariables = Exact<{
  id: string;
  step: string;
  scope?: string | null | undefined;
}>;


export type RedrivePreviewQuery = { readonly redrivePreview: ReadonlyArray<{ readonly key: string | null, readonly node: string | null, readonly effects: string | null, readonly state: StepState | null, readonly attempts: number | null }> | null };

export type PauseRunMutationVariables = Exact<{
  id: string;
  reason?: string | null | undefined;
}>;


export type PauseRunMutation = { readonly pauseRun: { readonly result: { readonly id: string, readonly state: RunState } | null } | null };

export type ResumeRunMutationVariables = Exact<{
  id: string;
  reason?: string | null | undefined;
}>;


export type ResumeRunMutation = { readonly resumeRun: { readonly result: { readonly id: string, readonly state: RunState } | null } | null };

export type CancelRunMutationVariables = Exact<{
  id: string;
  reason?: string | null | undefined;
}>;


export type CancelRunMutation = { readonly cancelRun: { readonly result: { readonly id: string, readonly state: RunState } | null } | null };

export type RedriveRunMutationVariables = Exact<{
  id: string;
  reason?: string | null | undefined;
}>;


export type RedriveRunMutation = { readonly redriveRun: { readonly result: ReadonlyArray<{ readonly idx: number, readonly state: StepState }> | null } | null };

export type RedriveStepMutationVariables = Exact<{
  id: string;
  step: string;
  scope?: string | null | undefined;
  input?: unknown;
  downstream?: boolean | null | undefined;
  reason?: string | null | undefined;
}>;


export type RedriveStepMutation = { readonly redriveStep: { readonly result: { readonly idx: number, readonly state: StepState, readonly attempt: number } | null } | null };

export type RetryNowMutationVariables = Exact<{
  id: string;
  step: string;
  scope?: string | null | undefined;
  reason?: string | null | undefined;
}>;


export type RetryNowMutation = { readonly retryNow: { readonly result: { readonly idx: number, readonly state: StepState } | null } | null };

export type SignalStepMutationVariables = Exact<{
  id: string;
  step: string;
  scope?: string | null | undefined;
  payload?: unknown;
}>;


export type SignalStepMutation = { readonly signalStep: { readonly result: { readonly idx: number, readonly state: StepState } | null } | null };

export type StepDetailQueryVariables = Exact<{
  id: string;
  step: string;
  scope?: string | null | undefined;
}>;


export type StepDetailQuery = { readonly stepPreview: { readonly input: unknown, readonly output: unknown } | null };

export type StepWholeQueryVariables = Exact<{
  id: string;
  step: string;
  scope?: string | null | undefined;
}>;


export type StepWholeQuery = { readonly input: unknown, readonly output: unknown };

export type StepWhyQueryVariables = Exact<{
  id: string;
  step: string;
  scope?: string | null | undefined;
}>;


export type StepWhyQuery = { readonly why: ReadonlyArray<{ readonly key: string | null, readonly inScope: string | null, readonly state: string | null, readonly reason: string | null, readonly since: string | null, readonly until: string | null, readonly hint: string | null }> | null };

export type StepLogsQueryVariables = Exact<{
  id: string;
  idx: number;
  scope: string;
  offset: number;
}>;


export type StepLogsQuery = { readonly run: { readonly logs: { readonly nodes: ReadonlyArray<{ readonly at: string, readonly attempt: number, readonly level: string, readonly message: string, readonly fields: unknown }>, readonly pageInfo: { readonly hasNextPage: boolean } } } | null };

export type StepAttemptsQueryVariables = Exact<{
  id: string;
  condition?: RunTimelineCondition | null | undefined;
}>;


export type StepAttemptsQuery = { readonly run: { readonly timeline: { readonly nodes: ReadonlyArray<{ readonly at: string, readonly attempt: number | null, readonly what: string, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly detail: unknown }> } } | null };

export type LastGoodRunsQueryVariables = Exact<{
  flow: string;
}>;


export type LastGoodRunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string }> } | null };

export type RunHeadFragment = { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly revision: number, readonly parentRunId: string | null, readonly forkedFrom: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly flow: { readonly slug: string, readonly title: string | null, readonly layout: unknown } | null, readonly version: { readonly number: number } | null };

export type StepRowFragment = { readonly idx: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> };

export type RunPageQueryVariables = Exact<{
  id: string;
}>;


export type RunPageQuery = { readonly changeSeq: string, readonly run: { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly revision: number, readonly parentRunId: string | null, readonly forkedFrom: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly steps: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly flow: { readonly slug: string, readonly title: string | null, readonly layout: unknown } | null, readonly version: { readonly number: number } | null } | null };

export type RunStepsPageQueryVariables = Exact<{
  id: string;
  offset: number;
}>;


export type RunStepsPageQuery = { readonly run: { readonly steps: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }>, readonly pageInfo: { readonly hasNextPage: boolean } } } | null };

export type RunRecentQueryVariables = Exact<{
  id: string;
}>;


export type RunRecentQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly revision: number, readonly parentRunId: string | null, readonly forkedFrom: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly live: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }> }, readonly ended: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }> }, readonly flow: { readonly slug: string, readonly title: string | null, readonly layout: unknown } | null, readonly version: { readonly number: number } | null } | null };

export type RunAttemptsQueryVariables = Exact<{
  id: string;
  condition?: RunTimelineCondition | null | undefined;
}>;


export type RunAttemptsQuery = { readonly run: { readonly timeline: { readonly nodes: ReadonlyArray<{ readonly at: string, readonly kind: string, readonly step: string | null, readonly scope: string | null, readonly attempt: number | null, readonly what: string, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly detail: unknown, readonly actor: string | null }> } } | null };

export type RunGraphQueryVariables = Exact<{
  id: string;
}>;


export type RunGraphQuery = { readonly run: { readonly id: string, readonly graph: { readonly document: unknown } | null, readonly version: { readonly document: unknown } | null } | null, readonly nodes: { readonly nodes: ReadonlyArray<{ readonly name: string, readonly version: number, readonly effects: string, readonly manifest: unknown }> } | null };

export type RunHistogramQueryVariables = Exact<{
  flow?: string | null | undefined;
  t0: string;
  t1: string;
  t2: string;
  t3: string;
  t4: string;
  t5: string;
  t6: string;
  t7: string;
  t8: string;
  t9: string;
  t10: string;
  t11: string;
  t12: string;
  t13: string;
  t14: string;
  t15: string;
  t16: string;
  t17: string;
  t18: string;
  t19: string;
  t20: string;
  t21: string;
  t22: string;
  t23: string;
  t24: string;
  t25: string;
  t26: string;
  t27: string;
  t28: string;
  t29: string;
  t30: string;
  t31: string;
  t32: string;
}>;


export type RunHistogramQuery = { readonly b0: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b1: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b2: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b3: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b4: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b5: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b6: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b7: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b8: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b9: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b10: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b11: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b12: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b13: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b14: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b15: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b16: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b17: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b18: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b19: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b20: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b21: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b22: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b23: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b24: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b25: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b26: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b27: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b28: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b29: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b30: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null, readonly b31: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null }> | null };

export type BucketFragment = { readonly state: RunState | null, readonly count: number | null };

export type RunRowFragment = { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly parentRunId: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly flow: { readonly slug: string, readonly title: string | null } | null, readonly version: { readonly number: number } | null, readonly graph: { readonly sinks: number } | null, readonly at: { readonly nodes: ReadonlyArray<{ readonly step: string, readonly state: StepState, readonly wait: WaitKind | null, readonly attempt: number, readonly error: unknown }> } };

export type RunListQueryVariables = Exact<{
  condition?: RunCondition | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type RunListQuery = { readonly changeSeq: string, readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly parentRunId: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly flow: { readonly slug: string, readonly title: string | null } | null, readonly version: { readonly number: number } | null, readonly graph: { readonly sinks: number } | null, readonly at: { readonly nodes: ReadonlyArray<{ readonly step: string, readonly state: StepState, readonly wait: WaitKind | null, readonly attempt: number, readonly error: unknown }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type RunRowByIdQueryVariables = Exact<{
  id: string;
}>;


export type RunRowByIdQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly parentRunId: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly flow: { readonly slug: string, readonly title: string | null } | null, readonly version: { readonly number: number } | null, readonly graph: { readonly sinks: number } | null, readonly at: { readonly nodes: ReadonlyArray<{ readonly step: string, readonly state: StepState, readonly wait: WaitKind | null, readonly attempt: number, readonly error: unknown }> } } | null };

export type RunFacetsQueryVariables = Exact<{
  flow?: string | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
}>;


export type RunFacetsQuery = { readonly runFacets: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null, readonly more: boolean | null }> | null };

export type RunFlowsQueryVariables = Exact<{ [key: string]: never; }>;


export type RunFlowsQuery = { readonly flows: { readonly nodes: ReadonlyArray<{ readonly slug: string }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const RunHeadFragmentDoc = new TypedDocumentString(`
    fragment RunHead on Run {
  id
  state
  createdAt
  startedAt
  finishedAt
  failedSteps
  openSinks
  triggerStep
  idempotencyKey
  reason
  revision
  parentRunId
  forkedFrom
  allowedActions
  flow {
    slug
    title
    layout
  }
  version {
    number
  }
}
    `, {"fragmentName":"RunHead"}) as unknown as TypedDocumentString<RunHeadFragment, unknown>;
export const StepRowFragmentDoc = new TypedDocumentString(`
    fragment StepRow on RunStep {
  idx
  step
  scope
  node
  state
  attempt
  failures
  wait
  wakeAt
  workerId
  progress
  childRunId
  readyAt
  startedAt
  finishedAt
  ports
  error
  sources
  reached
  allowedActions
}
    `, {"fragmentName":"StepRow"}) as unknown as TypedDocumentString<StepRowFragment, unknown>;
export const BucketFragmentDoc = new TypedDocumentString(`
    fragment Bucket on RunFacetsRecord {
  state
  count
}
    `, {"fragmentName":"Bucket"}) as unknown as TypedDocumentString<BucketFragment, unknown>;
export const RunRowFragmentDoc = new TypedDocumentString(`
    fragment RunRow on Run {
  id
  state
  createdAt
  startedAt
  finishedAt
  failedSteps
  openSinks
  triggerStep
  idempotencyKey
  reason
  parentRunId
  allowedActions
  flow {
    slug
    title
  }
  version {
    number
  }
  graph {
    sinks
  }
  at: steps(condition: {states: [failed, running, sleeping]}, first: 3) {
    nodes {
      step
      state
      wait
      attempt
      error
    }
  }
}
    `, {"fragmentName":"RunRow"}) as unknown as TypedDocumentString<RunRowFragment, unknown>;
export const ChangesDocument = {"__meta__":{"hash":"sha256:86ccafb831b0fd321ac9cc931b2c3db20d80dece557ec5496780f126c3994e25"}} as unknown as TypedDocumentString<ChangesSubscription, ChangesSubscriptionVariables>;
export const RedrivePreviewDocument = {"__meta__":{"hash":"sha256:51f533c0b11c16670ad5ef4ab24ca8df34b468bb88de6d2e9465ee38ef7e8f38"}} as unknown as TypedDocumentString<RedrivePreviewQuery, RedrivePreviewQueryVariables>;
export const PauseRunDocument = {"__meta__":{"hash":"sha256:ea64a7e75badd8e493ac522f0c8efc0529c8cc10fcfca72ef88930868c172fa5"}} as unknown as TypedDocumentString<PauseRunMutation, PauseRunMutationVariables>;
export const ResumeRunDocument = {"__meta__":{"hash":"sha256:527dd2ba2331c80e14022083edd2ca034e3a3d3792d2bcc75e7f6092dcc1ac3e"}} as unknown as TypedDocumentString<ResumeRunMutation, ResumeRunMutationVariables>;
export const CancelRunDocument = {"__meta__":{"hash":"sha256:124f6bfab965f244886d65c99f430c7d294ae9686fd8d30d86301be392cb1cc3"}} as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const RedriveRunDocument = {"__meta__":{"hash":"sha256:3a471c3bbf4fb03742ecdd186456f6096cdb027d4aae9ffd2a05f43c6fb60a35"}} as unknown as TypedDocumentString<RedriveRunMutation, RedriveRunMutationVariables>;
export const RedriveStepDocument = {"__meta__":{"hash":"sha256:aa2f1561330c03c86269d74e06c27fff5358979af36f8db91db5a51c885c7d51"}} as unknown as TypedDocumentString<RedriveStepMutation, RedriveStepMutationVariables>;
export const RetryNowDocument = {"__meta__":{"hash":"sha256:9561174a60ed1d3e35a0b41f2cf062e9ef033cc917bd1847af3234ee133dd7e5"}} as unknown as TypedDocumentString<RetryNowMutation, RetryNowMutationVariables>;
export const SignalStepDocument = {"__meta__":{"hash":"sha256:bd77cecca17f56e274e44803f9f6c0326cd1faba0c8b5e5c4eb0fded9b4fd390"}} as unknown as TypedDocumentString<SignalStepMutation, SignalStepMutationVariables>;
export const StepDetailDocument = {"__meta__":{"hash":"sha256:5b1ff6520f3d2b671055460191d3e77b090ba5675b30e57ce626593c50eb509a"}} as unknown as TypedDocumentString<StepDetailQuery, StepDetailQueryVariables>;
export const StepWholeDocument = {"__meta__":{"hash":"sha256:a55c2f4470fac0fddc0e5f192297343948be1c026dc7e34c20912b35ad326103"}} as unknown as TypedDocumentString<StepWholeQuery, StepWholeQueryVariables>;
export const StepWhyDocument = {"__meta__":{"hash":"sha256:d5f6eecb95a8f4f8de5548b8662f157319b8f8356970c0192c9711b22586aa4a"}} as unknown as TypedDocumentString<StepWhyQuery, StepWhyQueryVariables>;
export const StepLogsDocument = {"__meta__":{"hash":"sha256:e948343bc1f282256aa1088855656b8cf574b693064b028e3ef2658cf0dfc15e"}} as unknown as TypedDocumentString<StepLogsQuery, StepLogsQueryVariables>;
export const StepAttemptsDocument = {"__meta__":{"hash":"sha256:c75307f3be34b512bc81fc7e3b33a5b349f954541af46d031da709f65920f1ea"}} as unknown as TypedDocumentString<StepAttemptsQuery, StepAttemptsQueryVariables>;
export const LastGoodRunsDocument = {"__meta__":{"hash":"sha256:2ef9b4002c2225f72c84ffa1df2a9909f5e78ec3f22d225868904deec04f64b6"}} as unknown as TypedDocumentString<LastGoodRunsQuery, LastGoodRunsQueryVariables>;
export const RunPageDocument = {"__meta__":{"hash":"sha256:c901b5930c4b6797a2aedae00a10102847991ef0af2489d9c1b140832a7b8f62"}} as unknown as TypedDocumentString<RunPageQuery, RunPageQueryVariables>;
export const RunStepsPageDocument = {"__meta__":{"hash":"sha256:a0909eeea5987feac23065508e2a24e226c74da3ba781ec7f0ae502d40871879"}} as unknown as TypedDocumentString<RunStepsPageQuery, RunStepsPageQueryVariables>;
export const RunRecentDocument = {"__meta__":{"hash":"sha256:30b61c5c715102f46a28276006e5ecd9eefbadc64e749a68d38849ba2097a990"}} as unknown as TypedDocumentString<RunRecentQuery, RunRecentQueryVariables>;
export const RunAttemptsDocument = {"__meta__":{"hash":"sha256:520275ecbb078c3d7e7b674f5457dc5710b51135a342aa2982328252e10b2a93"}} as unknown as TypedDocumentString<RunAttemptsQuery, RunAttemptsQueryVariables>;
export const RunGraphDocument = {"__meta__":{"hash":"sha256:fc53b505c7c3a753c0e41014fd0e6cdd8d04628ed343da5b8c3f0ff9b3992915"}} as unknown as TypedDocumentString<RunGraphQuery, RunGraphQueryVariables>;
export const RunHistogramDocument = {"__meta__":{"hash":"sha256:b497ccc38688a825ec3d7431920b30603a6c0108fdc6d6aea80b5eaa0604bb3b"}} as unknown as TypedDocumentString<RunHistogramQuery, RunHistogramQueryVariables>;
export const RunListDocument = {"__meta__":{"hash":"sha256:b718ce822ce868235462b73712c8ebc015920e9b69c8127b2f17ce0a8c90df2e"}} as unknown as TypedDocumentString<RunListQuery, RunListQueryVariables>;
export const RunRowByIdDocument = {"__meta__":{"hash":"sha256:21bf0c578508ce97cdf4428e01f0e744a2b0ecaeff82af7dafc5cc826b505b26"}} as unknown as TypedDocumentString<RunRowByIdQuery, RunRowByIdQueryVariables>;
export const RunFacetsDocument = {"__meta__":{"hash":"sha256:22dcebd36c40b510f746242cfb3dc1a6bab9c7fbb5c93af44a0a8998b11781ac"}} as unknown as TypedDocumentString<RunFacetsQuery, RunFacetsQueryVariables>;
export const RunFlowsDocument = {"__meta__":{"hash":"sha256:5d7cdaf4fa1d26bb020d5c565f4517f3dd418e735e2fe17760b442ed5dbdb01a"}} as unknown as TypedDocumentString<RunFlowsQuery, RunFlowsQueryVariables>;