/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** All input for the `changeSettings` mutation. */
export type ChangeSettingsInput = {
  readonly alertWindow?: IntervalInput | null | undefined;
  /**
   * An arbitrary string value with no semantic meaning. Will be included in the
   * payload verbatim. May be used to track mutations by the client.
   */
  readonly clientMutationId?: string | null | undefined;
  readonly keepEvidence?: number | null | undefined;
  readonly keepHistory?: IntervalInput | null | undefined;
  readonly keepRuns?: IntervalInput | null | undefined;
  readonly keepSignals?: IntervalInput | null | undefined;
  readonly lease?: IntervalInput | null | undefined;
  readonly lossesBeforeFailure?: number | null | undefined;
  readonly lossesBeforeQuarantine?: number | null | undefined;
  readonly maxPayloadBytes?: number | null | undefined;
  readonly onFailureFlow?: string | null | undefined;
};

/** An interval of time that has passed where the smallest distinct unit is a second. */
export type IntervalInput = {
  /** A quantity of days. */
  readonly days?: number | null | undefined;
  /** A quantity of hours. */
  readonly hours?: number | null | undefined;
  /** A quantity of minutes. */
  readonly minutes?: number | null | undefined;
  /** A quantity of months. */
  readonly months?: number | null | undefined;
  /**
   * A quantity of seconds. This is the only non-integer field, as all the other
   * fields will dump their overflow into a smaller unit of time. Intervals don’t
   * have a smaller unit than seconds.
   */
  readonly seconds?: number | null | undefined;
  /** A quantity of years. */
  readonly years?: number | null | undefined;
};

/** A condition to be used against `Node` object types. All fields are tested for equality and combined with a logical ‘and.’ */
export type NodeCondition = {
  /** What it does to the world outside: pure, idempotent or external. */
  readonly effects?: string | null | undefined;
  /** Checks for equality with the object’s `id` field. */
  readonly id?: number | null | undefined;
  /** Checks for equality with the object’s `name` field. */
  readonly name?: string | null | undefined;
  /** The newest version of a node, or not. */
  readonly newest?: boolean | null | undefined;
  /** With each of these words in its name, title, summary or category. */
  readonly search?: string | null | undefined;
  /** Those that these name, as `http.request` or `http.request@1`, and the newest of each. */
  readonly types?: ReadonlyArray<string> | null | undefined;
  /** Checks for equality with the object’s `version` field. */
  readonly version?: number | null | undefined;
};

/** A condition to be used against `Run` object types. All fields are tested for equality and combined with a logical ‘and.’ */
export type RunCondition = {
  /** At the step with this key: it failed there, runs it or sleeps in it. */
  readonly atStep?: string | null | undefined;
  /** Created at this time or later. */
  readonly createdAfter?: string | null | undefined;
  /** Checks for equality with the object’s `createdAt` field. */
  readonly createdAt?: string | null | undefined;
  /** Created before this time. */
  readonly createdBefore?: string | null | undefined;
  /** With this error in a step that failed or will be tried again. */
  readonly errorCode?: string | null | undefined;
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
  /** Not over, and with a step that waits for one of these. */
  readonly waits?: ReadonlyArray<RunWait> | null | undefined;
};

/**
 * A condition to be used against `RunEvent` object types. All fields are tested
 * for equality and combined with a logical ‘and.’
 */
export type RunEventCondition = {
  /** Checks for equality with the object’s `actor` field. */
  readonly actor?: string | null | undefined;
  /** Checks for equality with the object’s `at` field. */
  readonly at?: string | null | undefined;
  /** Checks for equality with the object’s `id` field. */
  readonly id?: string | null | undefined;
  /** Checks for equality with the object’s `kind` field. */
  readonly kind?: string | null | undefined;
  /** Checks for equality with the object’s `reason` field. */
  readonly reason?: string | null | undefined;
  /** Checks for equality with the object’s `runId` field. */
  readonly runId?: string | null | undefined;
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
  /** Tries that the rows of steps do not tell: all but the last one, and the last one of a step that sleeps or slept. */
  readonly earlier?: boolean | null | undefined;
  /** Checks for equality with the object’s `entry` field. */
  readonly entry?: string | null | undefined;
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
  /** Checks for equality with the object’s `wait` field. */
  readonly wait?: WaitKind | null | undefined;
  /** Checks for equality with the object’s `what` field. */
  readonly what?: string | null | undefined;
};

/** What a step that stands waits for. */
export type RunWait =
  | 'child'
  | 'parts'
  | 'person'
  | 'place'
  | 'retry'
  | 'time'
  | 'worker';

/** A condition to be used against `StepLog` object types. All fields are tested for equality and combined with a logical ‘and.’ */
export type StepLogCondition = {
  /** Checks for equality with the object’s `at` field. */
  readonly at?: string | null | undefined;
  /** Checks for equality with the object’s `attempt` field. */
  readonly attempt?: number | null | undefined;
  /** Checks for equality with the object’s `id` field. */
  readonly id?: string | null | undefined;
  /** Checks for equality with the object’s `idx` field. */
  readonly idx?: number | null | undefined;
  /** Checks for equality with the object’s `level` field. */
  readonly level?: string | null | undefined;
  /** Of one of these levels. */
  readonly levels?: ReadonlyArray<string> | null | undefined;
  /** Checks for equality with the object’s `message` field. */
  readonly message?: string | null | undefined;
  /** Checks for equality with the object’s `runId` field. */
  readonly runId?: string | null | undefined;
  /** Checks for equality with the object’s `scope` field. */
  readonly scope?: string | null | undefined;
  /** With this text in the message or in the fields, whatever its case. */
  readonly search?: string | null | undefined;
  /** Of the step with this key. */
  readonly step?: string | null | undefined;
};

/** Methods to use when ordering `StepLog`. */
export type StepLogOrderBy =
  | 'ATTEMPT_ASC'
  | 'ATTEMPT_DESC'
  | 'AT_ASC'
  | 'AT_DESC'
  | 'IDX_ASC'
  | 'IDX_DESC'
  | 'ID_ASC'
  | 'ID_DESC'
  | 'LEVEL_ASC'
  | 'LEVEL_DESC'
  | 'MESSAGE_ASC'
  | 'MESSAGE_DESC'
  | 'NATURAL'
  | 'PRIMARY_KEY_ASC'
  | 'PRIMARY_KEY_DESC'
  | 'RUN_ID_ASC'
  | 'RUN_ID_DESC'
  | 'SCOPE_ASC'
  | 'SCOPE_DESC';

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
 * signal: reflux.signal_step; child: a run it called; scopes: parts of its flow
 * that it repeats; slot: a place under a concurrency key.
 */
export type WaitKind =
  | 'child'
  | 'retry'
  | 'scopes'
  | 'signal'
  | 'slot'
  | 'timer';

export type PaletteFindQueryVariables = Exact<{
  words: string;
  run: string;
}>;


export type PaletteFindQuery = { readonly flows: { readonly nodes: ReadonlyArray<{ readonly slug: string, readonly title: string | null, readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: RunState, readonly createdAt: string }> } }> } | null, readonly run: { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly flow: { readonly slug: string } | null } | null };

export type WhoamiQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoamiQuery = { readonly whoami: { readonly role: string | null, readonly actor: string | null, readonly allFlows: boolean | null } | null };

export type ChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ChangesSubscription = { readonly changes: { readonly seq: string, readonly previous: string, readonly runs: ReadonlyArray<string>, readonly partial: boolean } };

export type NodeTypesQueryVariables = Exact<{
  types: ReadonlyArray<string> | string;
  after?: string | null | undefined;
}>;


export type NodeTypesQuery = { readonly nodes: { readonly nodes: ReadonlyArray<{ readonly manifest: unknown }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type NodeSearchQueryVariables = Exact<{
  words: string;
}>;


export type NodeSearchQuery = { readonly nodes: { readonly nodes: ReadonlyArray<{ readonly manifest: unknown }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null };

export type EditorFlowQueryVariables = Exact<{
  slug: string;
}>;


export type EditorFlowQuery = { readonly flowBySlug: { readonly id: string, readonly slug: string, readonly document: unknown, readonly source: string | null, readonly currentVersion: { readonly number: number } | null, readonly draft: { readonly document: unknown, readonly source: string | null, readonly unfinished: unknown, readonly revision: number, readonly author: string } | null } | null };

export type EditorDraftQueryVariables = Exact<{
  slug: string;
}>;


export type EditorDraftQuery = { readonly flowBySlug: { readonly document: unknown, readonly source: string | null, readonly currentVersion: { readonly number: number } | null, readonly draft: { readonly document: unknown, readonly source: string | null, readonly unfinished: unknown, readonly revision: number, readonly author: string } | null } | null };

export type EditorHeldFragment = { readonly document: unknown, readonly source: string | null, readonly currentVersion: { readonly number: number } | null, readonly draft: { readonly document: unknown, readonly source: string | null, readonly unfinished: unknown, readonly revision: number, readonly author: string } | null };

export type EditorRevisionQueryVariables = Exact<{
  slug: string;
}>;


export type EditorRevisionQuery = { readonly flowBySlug: { readonly currentVersion: { readonly number: number } | null, readonly draft: { readonly revision: number, readonly author: string } | null } | null };

export type EditorSecretsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EditorSecretsQuery = { readonly secrets: { readonly nodes: ReadonlyArray<{ readonly name: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type SaveDraftMutationVariables = Exact<{
  slug: string;
  document: unknown;
  expectedRevision: number;
  source: string;
  unfinished: unknown;
}>;


export type SaveDraftMutation = { readonly saveDraft: { readonly result: { readonly revision: number } | null, readonly query: { readonly checkFlow: unknown } | null } | null };

export type PublishDraftMutationVariables = Exact<{
  slug: string;
  expectedRevision: number;
  note?: string | null | undefined;
}>;


export type PublishDraftMutation = { readonly publishDraft: { readonly result: { readonly number: number } | null } | null };

export type DiscardDraftMutationVariables = Exact<{
  slug: string;
  expectedRevision: number;
}>;


export type DiscardDraftMutation = { readonly discardDraft: { readonly result: { readonly id: string } | null } | null };

export type StartRunMutationVariables = Exact<{
  slug: string;
  input?: unknown;
  idempotencyKey?: string | null | undefined;
}>;


export type StartRunMutation = { readonly startRun: { readonly result: { readonly id: string } | null } | null };

export type TryStepMutationVariables = Exact<{
  slug: string;
  step: string;
  input?: unknown;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type TryStepMutation = { readonly tryStep: { readonly result: { readonly id: string } | null } | null };

export type EditorRunsQueryVariables = Exact<{
  flow: string;
  condition: RunCondition;
}>;


export type EditorRunsQuery = { readonly recent: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: RunState, readonly createdAt: string, readonly pinned: boolean, readonly version: { readonly number: number } | null }> } | null, readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: RunState, readonly startedAt: string | null, readonly inputPreview: unknown, readonly version: { readonly number: number } | null }> } | null };

export type EditorSampleQueryVariables = Exact<{
  run: string;
  step: string;
}>;


export type EditorSampleQuery = { readonly run: { readonly steps: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly rank: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }> } } | null, readonly stepPreview: { readonly input: unknown, readonly output: unknown } | null };

export type EditorRunGraphQueryVariables = Exact<{
  run: string;
}>;


export type EditorRunGraphQuery = { readonly run: { readonly graph: { readonly document: unknown } | null } | null };

export type EditorRunInputQueryVariables = Exact<{
  run: string;
}>;


export type EditorRunInputQuery = { readonly run: { readonly input: unknown } | null };

export type EditorCallsQueryVariables = Exact<{
  slug: string;
}>;


export type EditorCallsQuery = { readonly flowBySlug: { readonly webhookDeliveries: { readonly nodes: ReadonlyArray<{ readonly runId: string | null }> } } | null };

export type ForkRunMutationVariables = Exact<{
  id: string;
  step?: string | null | undefined;
}>;


export type ForkRunMutation = { readonly forkRun: { readonly result: { readonly id: string } | null } | null };

export type FlowRowFragment = { readonly id: string, readonly slug: string, readonly title: string | null, readonly description: string | null, readonly tags: ReadonlyArray<string | null>, readonly enabled: boolean, readonly archivedAt: string | null, readonly decidedAt: string | null, readonly decidedBy: string | null, readonly decidedReason: string | null, readonly p95Ms: number | null, readonly nextRunAt: string | null, readonly currentVersion: { readonly number: number } | null, readonly draft: { readonly updatedAt: string, readonly author: string } | null, readonly recent: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null }> } };

export type FlowListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type FlowListQuery = { readonly changeSeq: string, readonly flows: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly slug: string, readonly title: string | null, readonly description: string | null, readonly tags: ReadonlyArray<string | null>, readonly enabled: boolean, readonly archivedAt: string | null, readonly decidedAt: string | null, readonly decidedBy: string | null, readonly decidedReason: string | null, readonly p95Ms: number | null, readonly nextRunAt: string | null, readonly currentVersion: { readonly number: number } | null, readonly draft: { readonly updatedAt: string, readonly author: string } | null, readonly recent: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type FlowTextQueryVariables = Exact<{
  slug: string;
}>;


export type FlowTextQuery = { readonly flowBySlug: { readonly document: unknown, readonly source: string | null, readonly draft: { readonly document: unknown, readonly source: string | null } | null } | null };

export type CheckFlowQueryVariables = Exact<{
  document: unknown;
}>;


export type CheckFlowQuery = { readonly checkFlow: unknown };

export type CreateFlowMutationVariables = Exact<{
  slug: string;
  title?: string | null | undefined;
  document?: unknown;
  source?: string | null | undefined;
}>;


export type CreateFlowMutation = { readonly createFlow: { readonly clientMutationId: string | null } | null };

export type DeployFlowMutationVariables = Exact<{
  slug: string;
  graph: unknown;
  note?: string | null | undefined;
  source?: string | null | undefined;
}>;


export type DeployFlowMutation = { readonly deployFlow: { readonly result: { readonly number: number } | null } | null };

export type RollbackFlowMutationVariables = Exact<{
  flow: string;
  version: number;
  reason?: string | null | undefined;
}>;


export type RollbackFlowMutation = { readonly rollbackFlow: { readonly result: { readonly number: number } | null } | null };

export type SetFlowEnabledMutationVariables = Exact<{
  slug: string;
  enabled: boolean;
  reason?: string | null | undefined;
}>;


export type SetFlowEnabledMutation = { readonly setFlowEnabled: { readonly clientMutationId: string | null } | null };

export type DuplicateFlowMutationVariables = Exact<{
  slug: string;
  newSlug: string;
  title?: string | null | undefined;
}>;


export type DuplicateFlowMutation = { readonly duplicateFlow: { readonly clientMutationId: string | null } | null };

export type ArchiveFlowMutationVariables = Exact<{
  slug: string;
  reason?: string | null | undefined;
}>;


export type ArchiveFlowMutation = { readonly archiveFlow: { readonly clientMutationId: string | null } | null };

export type OnFailureQueryVariables = Exact<{
  slug: string;
}>;


export type OnFailureQuery = { readonly flowBySlug: { readonly onFailureFlow: string | null, readonly alerts: boolean } | null, readonly currentSettings: { readonly onFailureFlow: string | null } | null };

export type SetOnFailureMutationVariables = Exact<{
  slug: string;
  onFailureFlow?: string | null | undefined;
  alerts: boolean;
}>;


export type SetOnFailureMutation = { readonly setOnFailure: { readonly clientMutationId: string | null } | null };

export type FlowVersionListQueryVariables = Exact<{
  slug: string;
  after?: string | null | undefined;
}>;


export type FlowVersionListQuery = { readonly flowBySlug: { readonly currentVersion: { readonly number: number } | null, readonly versions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly number: number, readonly note: string | null, readonly author: string, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type FlowVersionDocumentQueryVariables = Exact<{
  slug: string;
  version: number;
}>;


export type FlowVersionDocumentQuery = { readonly flowDocument: unknown };

export type NodeListQueryVariables = Exact<{
  condition: NodeCondition;
  after?: string | null | undefined;
}>;


export type NodeListQuery = { readonly nodes: { readonly nodes: ReadonlyArray<{ readonly id: number, readonly name: string, readonly version: number, readonly effects: string, readonly manifest: unknown, readonly health: { readonly workers: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type NodePageQueryVariables = Exact<{
  name: string;
}>;


export type NodePageQuery = { readonly nodes: { readonly nodes: ReadonlyArray<{ readonly id: number, readonly name: string, readonly version: number, readonly kind: string, readonly effects: string, readonly manifest: unknown, readonly announcedAt: string, readonly health: { readonly attempts: string, readonly failed: string, readonly lost: string, readonly p50Ms: number | null, readonly p95Ms: number | null, readonly workers: string } | null, readonly usedBy: { readonly nodes: ReadonlyArray<{ readonly slug: string, readonly title: string | null, readonly enabled: boolean }>, readonly pageInfo: { readonly hasNextPage: boolean } } }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null, readonly workers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly nodes: ReadonlyArray<number | null>, readonly health: { readonly alive: boolean } | null }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null };

export type RedrivePreviewQueryVariables = Exact<{
  id: string;
  step: string;
  scope?: string | null | undefined;
  offset: number;
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
  reason?: string | null | undefined;
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

export type RunLogsQueryVariables = Exact<{
  id: string;
  condition: StepLogCondition;
  orderBy: StepLogOrderBy;
  after?: string | null | undefined;
}>;


export type RunLogsQuery = { readonly run: { readonly logs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly at: string, readonly level: string, readonly message: string, readonly fields: unknown, readonly step: { readonly step: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type RunHistoryQueryVariables = Exact<{
  id: string;
  condition?: RunEventCondition | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type RunHistoryQuery = { readonly run: { readonly events: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly at: string, readonly kind: string, readonly actor: string, readonly reason: string | null, readonly detail: unknown }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type StepAttemptsQueryVariables = Exact<{
  id: string;
  condition?: RunTimelineCondition | null | undefined;
  offset: number;
}>;


export type StepAttemptsQuery = { readonly run: { readonly timeline: { readonly nodes: ReadonlyArray<{ readonly at: string, readonly attempt: number | null, readonly what: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly detail: unknown, readonly evidence: unknown }>, readonly pageInfo: { readonly hasNextPage: boolean } } } | null };

export type LastGoodRunsQueryVariables = Exact<{
  flow: string;
  before: string;
}>;


export type LastGoodRunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string }> } | null };

export type RunHeadFragment = { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly pinned: boolean, readonly revision: number, readonly parentRunId: string | null, readonly forkedFrom: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly redriven: { readonly nodes: ReadonlyArray<{ readonly id: string }> }, readonly flow: { readonly slug: string, readonly title: string | null, readonly layout: unknown } | null, readonly version: { readonly number: number } | null };

export type StepRowFragment = { readonly idx: number, readonly rank: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> };

export type RunPageQueryVariables = Exact<{
  id: string;
}>;


export type RunPageQuery = { readonly changeSeq: string, readonly run: { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly pinned: boolean, readonly revision: number, readonly parentRunId: string | null, readonly forkedFrom: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly cause: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly rank: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }> }, readonly standing: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly rank: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }> }, readonly steps: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly rank: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly redriven: { readonly nodes: ReadonlyArray<{ readonly id: string }> }, readonly flow: { readonly slug: string, readonly title: string | null, readonly layout: unknown } | null, readonly version: { readonly number: number } | null } | null };

export type RunStepsPageQueryVariables = Exact<{
  id: string;
  offset: number;
}>;


export type RunStepsPageQuery = { readonly run: { readonly steps: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly rank: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }>, readonly pageInfo: { readonly hasNextPage: boolean } } } | null };

export type RunRecentQueryVariables = Exact<{
  id: string;
}>;


export type RunRecentQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly pinned: boolean, readonly revision: number, readonly parentRunId: string | null, readonly forkedFrom: string | null, readonly allowedActions: ReadonlyArray<string | null> | null, readonly live: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly rank: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }> }, readonly ended: { readonly nodes: ReadonlyArray<{ readonly idx: number, readonly rank: number, readonly step: string, readonly scope: string, readonly node: string, readonly state: StepState, readonly attempt: number, readonly failures: number, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly workerId: string | null, readonly progress: number | null, readonly childRunId: string | null, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly ports: ReadonlyArray<string | null> | null, readonly error: unknown, readonly sources: ReadonlyArray<number | null>, readonly reached: boolean, readonly allowedActions: ReadonlyArray<string | null> }> }, readonly redriven: { readonly nodes: ReadonlyArray<{ readonly id: string }> }, readonly flow: { readonly slug: string, readonly title: string | null, readonly layout: unknown } | null, readonly version: { readonly number: number } | null } | null };

export type RunAttemptsQueryVariables = Exact<{
  id: string;
  offset: number;
}>;


export type RunAttemptsQuery = { readonly run: { readonly timeline: { readonly nodes: ReadonlyArray<{ readonly step: string | null, readonly scope: string | null, readonly attempt: number | null, readonly what: string, readonly readyAt: string | null, readonly startedAt: string | null, readonly finishedAt: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean } } } | null };

export type RunGraphQueryVariables = Exact<{
  id: string;
}>;


export type RunGraphQuery = { readonly run: { readonly graph: { readonly document: unknown } | null } | null };

export type RunHistogramQueryVariables = Exact<{
  flow?: string | null | undefined;
  after: string;
  before: string;
  buckets: number;
}>;


export type RunHistogramQuery = { readonly runHistogram: ReadonlyArray<{ readonly at: string | null, readonly state: RunState | null, readonly count: number | null }> | null };

export type RunRowFragment = { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly parentRunId: string | null, readonly pinned: boolean, readonly allowedActions: ReadonlyArray<string | null> | null, readonly flow: { readonly slug: string, readonly title: string | null } | null, readonly version: { readonly number: number } | null, readonly graph: { readonly sinks: number } | null, readonly at: { readonly nodes: ReadonlyArray<{ readonly step: string, readonly state: StepState, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly attempt: number, readonly error: unknown }> } };

export type RunListQueryVariables = Exact<{
  condition?: RunCondition | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type RunListQuery = { readonly changeSeq: string, readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly parentRunId: string | null, readonly pinned: boolean, readonly allowedActions: ReadonlyArray<string | null> | null, readonly flow: { readonly slug: string, readonly title: string | null } | null, readonly version: { readonly number: number } | null, readonly graph: { readonly sinks: number } | null, readonly at: { readonly nodes: ReadonlyArray<{ readonly step: string, readonly state: StepState, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly attempt: number, readonly error: unknown }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type RunRowByIdQueryVariables = Exact<{
  id: string;
}>;


export type RunRowByIdQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failedSteps: number, readonly openSinks: number, readonly triggerStep: string | null, readonly idempotencyKey: string | null, readonly reason: string | null, readonly parentRunId: string | null, readonly pinned: boolean, readonly allowedActions: ReadonlyArray<string | null> | null, readonly flow: { readonly slug: string, readonly title: string | null } | null, readonly version: { readonly number: number } | null, readonly graph: { readonly sinks: number } | null, readonly at: { readonly nodes: ReadonlyArray<{ readonly step: string, readonly state: StepState, readonly wait: WaitKind | null, readonly wakeAt: string | null, readonly attempt: number, readonly error: unknown }> } } | null };

export type RunFacetsQueryVariables = Exact<{
  flow?: string | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
}>;


export type RunFacetsQuery = { readonly runFacets: ReadonlyArray<{ readonly state: RunState | null, readonly count: number | null, readonly more: boolean | null }> | null };

export type RunFlowsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type RunFlowsQuery = { readonly flows: { readonly nodes: ReadonlyArray<{ readonly slug: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type SecretListQueryVariables = Exact<{
  after?: string | null | undefined;
  offset: number;
}>;


export type SecretListQuery = { readonly secrets: { readonly nodes: ReadonlyArray<{ readonly name: string, readonly updatedAt: string, readonly lastUsedAt: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null, readonly secretBindings: ReadonlyArray<{ readonly name: string | null, readonly flows: ReadonlyArray<string | null> | null, readonly nodes: ReadonlyArray<string | null> | null, readonly hosts: ReadonlyArray<string | null> | null, readonly yours: boolean | null }> | null };

export type SecretUsageQueryVariables = Exact<{
  name: string;
}>;


export type SecretUsageQuery = { readonly secretUsage: { readonly nodes: ReadonlyArray<{ readonly slug: string }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null };

export type SetSecretMutationVariables = Exact<{
  name: string;
  value: string;
  flows?: ReadonlyArray<string> | string | null | undefined;
  nodes?: ReadonlyArray<string> | string | null | undefined;
  hosts?: ReadonlyArray<string> | string | null | undefined;
}>;


export type SetSecretMutation = { readonly setSecret: { readonly result: { readonly name: string } | null } | null };

export type AllowSecretMutationVariables = Exact<{
  name: string;
  flows?: ReadonlyArray<string | null | undefined> | string | null | undefined;
  nodes?: ReadonlyArray<string | null | undefined> | string | null | undefined;
  hosts?: ReadonlyArray<string | null | undefined> | string | null | undefined;
}>;


export type AllowSecretMutation = { readonly allowSecret: { readonly result: string | null } | null };

export type DeleteSecretMutationVariables = Exact<{
  name: string;
}>;


export type DeleteSecretMutation = { readonly deleteSecret: { readonly result: string | null } | null };

export type VarListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type VarListQuery = { readonly vars: { readonly nodes: ReadonlyArray<{ readonly name: string, readonly value: unknown, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type VarUsageQueryVariables = Exact<{
  name: string;
}>;


export type VarUsageQuery = { readonly varUsage: { readonly nodes: ReadonlyArray<{ readonly slug: string }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null };

export type SetVarMutationVariables = Exact<{
  name: string;
  value: unknown;
}>;


export type SetVarMutation = { readonly setVar: { readonly clientMutationId: string | null } | null };

export type UnsetVarMutationVariables = Exact<{
  name: string;
}>;


export type UnsetVarMutation = { readonly unsetVar: { readonly result: string | null } | null };

export type TokenListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type TokenListQuery = { readonly apiTokens: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly role: string, readonly flows: ReadonlyArray<string | null> | null, readonly hint: string | null, readonly expiresAt: string | null, readonly lastUsedAt: string | null, readonly revokedAt: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type CreateTokenMutationVariables = Exact<{
  name: string;
  role: string;
  flows?: ReadonlyArray<string | null | undefined> | string | null | undefined;
  expiresAt?: string | null | undefined;
}>;


export type CreateTokenMutation = { readonly createToken: { readonly result: { readonly id: string | null, readonly token: string | null } | null } | null };

export type RevokeTokenMutationVariables = Exact<{
  id: string;
}>;


export type RevokeTokenMutation = { readonly revokeToken: { readonly clientMutationId: string | null } | null };

export type RotateTokenMutationVariables = Exact<{
  id: string;
}>;


export type RotateTokenMutation = { readonly rotateToken: { readonly result: { readonly token: string | null } | null } | null };

export type AuditListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AuditListQuery = { readonly audits: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly at: string, readonly actor: string, readonly door: string, readonly address: string | null, readonly act: string, readonly object: string, readonly before: unknown, readonly after: unknown }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ScheduleListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ScheduleListQuery = { readonly schedules: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly step: string, readonly config: unknown, readonly nextAt: string | null, readonly problem: string | null, readonly lastAt: string | null, readonly lastRunId: string | null, readonly flow: { readonly slug: string, readonly enabled: boolean } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type EngineHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type EngineHealthQuery = { readonly health: { readonly deadOnFailureFlows: number | null, readonly deadSchedules: number | null, readonly idle: number | null, readonly liveRuns: number | null, readonly oldestJobAt: string | null, readonly runsPastTerm: number | null, readonly pausedRuns: number | null, readonly places: number | null, readonly postgres: string | null, readonly stuckSteps: number | null, readonly unmetNeeds: number | null, readonly waitingJobs: number | null, readonly keepRuns: { readonly years: number | null, readonly months: number | null, readonly days: number | null, readonly hours: number | null, readonly minutes: number | null, readonly seconds: number | null } | null } | null, readonly needs: { readonly nodes: ReadonlyArray<{ readonly need: string, readonly problem: string | null, readonly provide: string | null }> } | null, readonly workers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly concurrency: number, readonly leaseUntil: string, readonly seenAt: string, readonly startedAt: string, readonly stoppedAt: string | null, readonly nodes: ReadonlyArray<number | null>, readonly health: { readonly alive: boolean, readonly busy: number, readonly deaf: boolean | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null };

export type EngineSettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type EngineSettingsQuery = { readonly currentSettings: { readonly inlineOutputBytes: number, readonly keepEvidence: number, readonly lossesBeforeFailure: number, readonly lossesBeforeQuarantine: number, readonly maxPayloadBytes: number, readonly onFailureFlow: string | null, readonly alertWindow: { readonly years: number | null, readonly months: number | null, readonly days: number | null, readonly hours: number | null, readonly minutes: number | null, readonly seconds: number | null }, readonly keepHistory: { readonly years: number | null, readonly months: number | null, readonly days: number | null, readonly hours: number | null, readonly minutes: number | null, readonly seconds: number | null }, readonly keepRuns: { readonly years: number | null, readonly months: number | null, readonly days: number | null, readonly hours: number | null, readonly minutes: number | null, readonly seconds: number | null }, readonly keepSignals: { readonly years: number | null, readonly months: number | null, readonly days: number | null, readonly hours: number | null, readonly minutes: number | null, readonly seconds: number | null }, readonly lease: { readonly years: number | null, readonly months: number | null, readonly days: number | null, readonly hours: number | null, readonly minutes: number | null, readonly seconds: number | null } } | null };

export type SpanFragment = { readonly years: number | null, readonly months: number | null, readonly days: number | null, readonly hours: number | null, readonly minutes: number | null, readonly seconds: number | null };

export type ChangeSettingsMutationVariables = Exact<{
  changes: ChangeSettingsInput;
}>;


export type ChangeSettingsMutation = { readonly changeSettings: { readonly clientMutationId: string | null } | null };

export type WebhookListQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhookListQuery = { readonly changeSeq: string, readonly webhooks: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly path: string, readonly method: string, readonly step: string, readonly config: unknown, readonly flowId: string, readonly flow: { readonly slug: string, readonly enabled: boolean } | null }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null, readonly webhookDeliveries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly at: string, readonly method: string, readonly path: string, readonly status: number, readonly code: string | null, readonly durationMs: number, readonly bytes: number, readonly runId: string | null, readonly flowId: string, readonly run: { readonly state: RunState } | null }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null };

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
export const EditorHeldFragmentDoc = new TypedDocumentString(`
    fragment EditorHeld on Flow {
  document
  source
  currentVersion {
    number
  }
  draft {
    document
    source
    unfinished
    revision
    author
  }
}
    `, {"fragmentName":"EditorHeld"}) as unknown as TypedDocumentString<EditorHeldFragment, unknown>;
export const FlowRowFragmentDoc = new TypedDocumentString(`
    fragment FlowRow on Flow {
  id
  slug
  title
  description
  tags
  enabled
  archivedAt
  decidedAt
  decidedBy
  decidedReason
  p95Ms
  nextRunAt
  currentVersion {
    number
  }
  draft {
    updatedAt
    author
  }
  recent: runs(first: 24, orderBy: [ID_DESC]) {
    nodes {
      id
      state
      createdAt
      startedAt
      finishedAt
    }
  }
}
    `, {"fragmentName":"FlowRow"}) as unknown as TypedDocumentString<FlowRowFragment, unknown>;
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
  pinned
  revision
  parentRunId
  forkedFrom
  allowedActions
  redriven: events(condition: {kind: "redriven"}, orderBy: [AT_DESC], first: 1) {
    nodes {
      id
    }
  }
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
  rank
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
  pinned
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
  at: steps(
    condition: {states: [failed, sleeping, running, ready]}
    orderBy: [STATE_DESC]
    first: 3
  ) {
    nodes {
      step
      state
      wait
      wakeAt
      attempt
      error
    }
  }
}
    `, {"fragmentName":"RunRow"}) as unknown as TypedDocumentString<RunRowFragment, unknown>;
export const SpanFragmentDoc = new TypedDocumentString(`
    fragment Span on Interval {
  years
  months
  days
  hours
  minutes
  seconds
}
    `, {"fragmentName":"Span"}) as unknown as TypedDocumentString<SpanFragment, unknown>;
export const PaletteFindDocument = {"__meta__":{"hash":"sha256:68739fed6444fec0c4562865291a675105dabc5c24c31b3fc5a1d34263ef085b"}} as unknown as TypedDocumentString<PaletteFindQuery, PaletteFindQueryVariables>;
export const WhoamiDocument = {"__meta__":{"hash":"sha256:0314ca71c418c2b57e6bafe20aa197fbe0bf2367656d1fd28376904449a87ddc"}} as unknown as TypedDocumentString<WhoamiQuery, WhoamiQueryVariables>;
export const ChangesDocument = {"__meta__":{"hash":"sha256:86ccafb831b0fd321ac9cc931b2c3db20d80dece557ec5496780f126c3994e25"}} as unknown as TypedDocumentString<ChangesSubscription, ChangesSubscriptionVariables>;
export const NodeTypesDocument = {"__meta__":{"hash":"sha256:79fcf64c99f383b3d6596939708a688c3ad8907554c91f45f7af9fb4a560aa62"}} as unknown as TypedDocumentString<NodeTypesQuery, NodeTypesQueryVariables>;
export const NodeSearchDocument = {"__meta__":{"hash":"sha256:52f6ae1c0faa6e9a3e91fb53d190d1eb7bc114859ed56f7002a41dd04745d4ff"}} as unknown as TypedDocumentString<NodeSearchQuery, NodeSearchQueryVariables>;
export const EditorFlowDocument = {"__meta__":{"hash":"sha256:948acfa7fd60665f970c2a330494f44322f2b59052f5c10b25e594cbd92f7de2"}} as unknown as TypedDocumentString<EditorFlowQuery, EditorFlowQueryVariables>;
export const EditorDraftDocument = {"__meta__":{"hash":"sha256:9e9497020e6b749f577a51dd60b3cbfe41e02a47bc09cb1629ca28154f483503"}} as unknown as TypedDocumentString<EditorDraftQuery, EditorDraftQueryVariables>;
export const EditorRevisionDocument = {"__meta__":{"hash":"sha256:f174b8eebf2b74ab4ff8e59136bb09ccc28d16709a5c6955f6441ebb61eac4de"}} as unknown as TypedDocumentString<EditorRevisionQuery, EditorRevisionQueryVariables>;
export const EditorSecretsDocument = {"__meta__":{"hash":"sha256:44aa2011ababe9a1439b3969a8318ce30c4068afc4920494700fa64887de37ac"}} as unknown as TypedDocumentString<EditorSecretsQuery, EditorSecretsQueryVariables>;
export const SaveDraftDocument = {"__meta__":{"hash":"sha256:0a8ce3c247bb69c53efd6bc31fdbdf23769adcfd5b7aa4a1d86d115b18cfc5fb"}} as unknown as TypedDocumentString<SaveDraftMutation, SaveDraftMutationVariables>;
export const PublishDraftDocument = {"__meta__":{"hash":"sha256:12dacc62467f1434f0f08b942f1036d78b706581915edb71d1f33dc31de190bb"}} as unknown as TypedDocumentString<PublishDraftMutation, PublishDraftMutationVariables>;
export const DiscardDraftDocument = {"__meta__":{"hash":"sha256:191788cd346787dd5fd23e4890cf8d010d39c4e936f7ad580c9dfd2f955bfc52"}} as unknown as TypedDocumentString<DiscardDraftMutation, DiscardDraftMutationVariables>;
export const StartRunDocument = {"__meta__":{"hash":"sha256:ababab0dd1ceb24d192ed6a416baf073ec95cd9dffc1e3dd674c52ea179b3257"}} as unknown as TypedDocumentString<StartRunMutation, StartRunMutationVariables>;
export const TryStepDocument = {"__meta__":{"hash":"sha256:690e31607f2742e97f81d6138b937ba1771ff4e6c2e10d768cca56c5a01bf12a"}} as unknown as TypedDocumentString<TryStepMutation, TryStepMutationVariables>;
export const EditorRunsDocument = {"__meta__":{"hash":"sha256:a51f6302f5ac78069ae6ec7588e95662e2098b32d473db83d4baedb957261bbf"}} as unknown as TypedDocumentString<EditorRunsQuery, EditorRunsQueryVariables>;
export const EditorSampleDocument = {"__meta__":{"hash":"sha256:61586e0aea61a700130e7b2eb04b41e1dfe96f335c7432dcf5a6ec79bfc45da4"}} as unknown as TypedDocumentString<EditorSampleQuery, EditorSampleQueryVariables>;
export const EditorRunGraphDocument = {"__meta__":{"hash":"sha256:15035ace51b080d2f560d365e770c70f1061db37e126272fe61e6700caa301b1"}} as unknown as TypedDocumentString<EditorRunGraphQuery, EditorRunGraphQueryVariables>;
export const EditorRunInputDocument = {"__meta__":{"hash":"sha256:7b1f3e160a95846f75436085643a04f93144f71dec442961e9bfa390732c2873"}} as unknown as TypedDocumentString<EditorRunInputQuery, EditorRunInputQueryVariables>;
export const EditorCallsDocument = {"__meta__":{"hash":"sha256:a3fe2fd6ef76aa68ada16d6247c8acfd605f452f846718de5bcc838cd20a4de5"}} as unknown as TypedDocumentString<EditorCallsQuery, EditorCallsQueryVariables>;
export const ForkRunDocument = {"__meta__":{"hash":"sha256:c15697af0b6d3d88f1a356949e61b13dc58e7eb442db76bb63eeb14a67ca9944"}} as unknown as TypedDocumentString<ForkRunMutation, ForkRunMutationVariables>;
export const FlowListDocument = {"__meta__":{"hash":"sha256:ab30892cd9d0bd1a7660ac6799742c768bd99fe817356ed9bb6af693ad85b87a"}} as unknown as TypedDocumentString<FlowListQuery, FlowListQueryVariables>;
export const FlowTextDocument = {"__meta__":{"hash":"sha256:eb74b83f07900d924b35cb7d1cbdc9bd744a4c76b36385b25a89c1c0ea328cc4"}} as unknown as TypedDocumentString<FlowTextQuery, FlowTextQueryVariables>;
export const CheckFlowDocument = {"__meta__":{"hash":"sha256:d53d9ab8febd8db38a7ee6bc954497621b033236ee1d55caaa270c758c9120d0"}} as unknown as TypedDocumentString<CheckFlowQuery, CheckFlowQueryVariables>;
export const CreateFlowDocument = {"__meta__":{"hash":"sha256:955ae64d5017034d8ec59a8bba44126556a14df4f13af79757d71f0637ddbaeb"}} as unknown as TypedDocumentString<CreateFlowMutation, CreateFlowMutationVariables>;
export const DeployFlowDocument = {"__meta__":{"hash":"sha256:1190b50de5d04f9bf43c45cc7539efe8b3d65c8875af876e6c9d285269cef012"}} as unknown as TypedDocumentString<DeployFlowMutation, DeployFlowMutationVariables>;
export const RollbackFlowDocument = {"__meta__":{"hash":"sha256:463f01a09eb6b0d230402f6664d90226dbbcebd392d4419e4d56f8a968dee2e1"}} as unknown as TypedDocumentString<RollbackFlowMutation, RollbackFlowMutationVariables>;
export const SetFlowEnabledDocument = {"__meta__":{"hash":"sha256:4bba9233e73b628fed68468e6dc8f20ee6c049f99854362d50cdfd0ea0b99489"}} as unknown as TypedDocumentString<SetFlowEnabledMutation, SetFlowEnabledMutationVariables>;
export const DuplicateFlowDocument = {"__meta__":{"hash":"sha256:c6a544a872b1786323f5c737b0c453807c1d54d97ede58901cf2e5ea86929145"}} as unknown as TypedDocumentString<DuplicateFlowMutation, DuplicateFlowMutationVariables>;
export const ArchiveFlowDocument = {"__meta__":{"hash":"sha256:5c8d0e345a6aa480f9f4e4948b14f6105a241ecdac3ff42ee09eb77c93d77ef5"}} as unknown as TypedDocumentString<ArchiveFlowMutation, ArchiveFlowMutationVariables>;
export const OnFailureDocument = {"__meta__":{"hash":"sha256:ce9c729edfd9db07de0cd7af3b02cdfb1800e63c93ad2718ec9e45ad7c6e7e7b"}} as unknown as TypedDocumentString<OnFailureQuery, OnFailureQueryVariables>;
export const SetOnFailureDocument = {"__meta__":{"hash":"sha256:cc5419896876f89b19b623aab9542570b485477485c26a4116ac8565749370f2"}} as unknown as TypedDocumentString<SetOnFailureMutation, SetOnFailureMutationVariables>;
export const FlowVersionListDocument = {"__meta__":{"hash":"sha256:a5f95af38237ddab4382d0422429f6f4457f2a72687f2afcbc98c3a305f69906"}} as unknown as TypedDocumentString<FlowVersionListQuery, FlowVersionListQueryVariables>;
export const FlowVersionDocumentDocument = {"__meta__":{"hash":"sha256:de17bba836e5f5a6add5327aeb6fe1a7dcd5c99f1b0c30d4bda70ad50ede3eaa"}} as unknown as TypedDocumentString<FlowVersionDocumentQuery, FlowVersionDocumentQueryVariables>;
export const NodeListDocument = {"__meta__":{"hash":"sha256:9481620887c68f9af6f03418e6e8ebb38013955db4b9d3076b387b854bfa77dd"}} as unknown as TypedDocumentString<NodeListQuery, NodeListQueryVariables>;
export const NodePageDocument = {"__meta__":{"hash":"sha256:897d7e2c29265c2139f75f379ae6f97b46ba92b12875b7426c6131e51257a4e3"}} as unknown as TypedDocumentString<NodePageQuery, NodePageQueryVariables>;
export const RedrivePreviewDocument = {"__meta__":{"hash":"sha256:9d6c4eb16ea6363185f438215d5c87a22372af24ac79732e2942733134da4d01"}} as unknown as TypedDocumentString<RedrivePreviewQuery, RedrivePreviewQueryVariables>;
export const PauseRunDocument = {"__meta__":{"hash":"sha256:ea64a7e75badd8e493ac522f0c8efc0529c8cc10fcfca72ef88930868c172fa5"}} as unknown as TypedDocumentString<PauseRunMutation, PauseRunMutationVariables>;
export const ResumeRunDocument = {"__meta__":{"hash":"sha256:527dd2ba2331c80e14022083edd2ca034e3a3d3792d2bcc75e7f6092dcc1ac3e"}} as unknown as TypedDocumentString<ResumeRunMutation, ResumeRunMutationVariables>;
export const CancelRunDocument = {"__meta__":{"hash":"sha256:124f6bfab965f244886d65c99f430c7d294ae9686fd8d30d86301be392cb1cc3"}} as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const RedriveRunDocument = {"__meta__":{"hash":"sha256:3a471c3bbf4fb03742ecdd186456f6096cdb027d4aae9ffd2a05f43c6fb60a35"}} as unknown as TypedDocumentString<RedriveRunMutation, RedriveRunMutationVariables>;
export const RedriveStepDocument = {"__meta__":{"hash":"sha256:aa2f1561330c03c86269d74e06c27fff5358979af36f8db91db5a51c885c7d51"}} as unknown as TypedDocumentString<RedriveStepMutation, RedriveStepMutationVariables>;
export const RetryNowDocument = {"__meta__":{"hash":"sha256:9561174a60ed1d3e35a0b41f2cf062e9ef033cc917bd1847af3234ee133dd7e5"}} as unknown as TypedDocumentString<RetryNowMutation, RetryNowMutationVariables>;
export const SignalStepDocument = {"__meta__":{"hash":"sha256:34b9b8838cd21f350be721a613b278d9ead36d63f7d985a12375ad9197c317cf"}} as unknown as TypedDocumentString<SignalStepMutation, SignalStepMutationVariables>;
export const StepDetailDocument = {"__meta__":{"hash":"sha256:5b1ff6520f3d2b671055460191d3e77b090ba5675b30e57ce626593c50eb509a"}} as unknown as TypedDocumentString<StepDetailQuery, StepDetailQueryVariables>;
export const StepWholeDocument = {"__meta__":{"hash":"sha256:a55c2f4470fac0fddc0e5f192297343948be1c026dc7e34c20912b35ad326103"}} as unknown as TypedDocumentString<StepWholeQuery, StepWholeQueryVariables>;
export const StepWhyDocument = {"__meta__":{"hash":"sha256:49d2e2c4f1092fdcc96c62aef48f4309a3c2b8fa0348bf59ec02097458ac4ac7"}} as unknown as TypedDocumentString<StepWhyQuery, StepWhyQueryVariables>;
export const RunLogsDocument = {"__meta__":{"hash":"sha256:95a05712dc031108bfb511a01b23a9624fdcb7ce452f46c8fbf10072f7dffae9"}} as unknown as TypedDocumentString<RunLogsQuery, RunLogsQueryVariables>;
export const RunHistoryDocument = {"__meta__":{"hash":"sha256:2f17f20b0084c67a5d598eda41caf17196a161fc497ee56a5c58ac60d71f8bfd"}} as unknown as TypedDocumentString<RunHistoryQuery, RunHistoryQueryVariables>;
export const StepAttemptsDocument = {"__meta__":{"hash":"sha256:fbdca1345f561bdc9c14eee1f449e7b4af9212c1182fec1fa493490763e38ce0"}} as unknown as TypedDocumentString<StepAttemptsQuery, StepAttemptsQueryVariables>;
export const LastGoodRunsDocument = {"__meta__":{"hash":"sha256:accc4f501b1227e01f6888d9d8edec1d2f868fa46349f8881e35fa35917fcd5e"}} as unknown as TypedDocumentString<LastGoodRunsQuery, LastGoodRunsQueryVariables>;
export const RunPageDocument = {"__meta__":{"hash":"sha256:4b87550853e44bde823c360ef1a429dd9a47078571208a656f4a18019b1137a2"}} as unknown as TypedDocumentString<RunPageQuery, RunPageQueryVariables>;
export const RunStepsPageDocument = {"__meta__":{"hash":"sha256:e648fc5dc7bc30dede19da7a1c3c4bf9a629bf3a6771c42ed515a568336ade3f"}} as unknown as TypedDocumentString<RunStepsPageQuery, RunStepsPageQueryVariables>;
export const RunRecentDocument = {"__meta__":{"hash":"sha256:596028362f7520192a88a5bbcdd6fb3acbb06845488473989e3cda0c5bf5a2b8"}} as unknown as TypedDocumentString<RunRecentQuery, RunRecentQueryVariables>;
export const RunAttemptsDocument = {"__meta__":{"hash":"sha256:9bbe6ee270ecfceb646931f798450e77d845c4e843261a56d19e69bd6b43d15f"}} as unknown as TypedDocumentString<RunAttemptsQuery, RunAttemptsQueryVariables>;
export const RunGraphDocument = {"__meta__":{"hash":"sha256:7bdc1ae7fba88555ece16fb60055109548f175c878e585dd22352ba43deb23b9"}} as unknown as TypedDocumentString<RunGraphQuery, RunGraphQueryVariables>;
export const RunHistogramDocument = {"__meta__":{"hash":"sha256:1e7edb9fb7bb9cd132696310846df6d57c5b4cce4221d0d4e59d5bda42bca540"}} as unknown as TypedDocumentString<RunHistogramQuery, RunHistogramQueryVariables>;
export const RunListDocument = {"__meta__":{"hash":"sha256:b5961897cb76a4a01c50ddff4f415a041df762a63deb1f2ef0aa93e5be1b4752"}} as unknown as TypedDocumentString<RunListQuery, RunListQueryVariables>;
export const RunRowByIdDocument = {"__meta__":{"hash":"sha256:fb0058080b84533dafd53da525ca3467f608d984df1b01287d3909052f95cb07"}} as unknown as TypedDocumentString<RunRowByIdQuery, RunRowByIdQueryVariables>;
export const RunFacetsDocument = {"__meta__":{"hash":"sha256:22dcebd36c40b510f746242cfb3dc1a6bab9c7fbb5c93af44a0a8998b11781ac"}} as unknown as TypedDocumentString<RunFacetsQuery, RunFacetsQueryVariables>;
export const RunFlowsDocument = {"__meta__":{"hash":"sha256:f44ef67189f815bb2ac0f7df113edea6ecd896bfc7ab7313dd4e3849c816fbd8"}} as unknown as TypedDocumentString<RunFlowsQuery, RunFlowsQueryVariables>;
export const SecretListDocument = {"__meta__":{"hash":"sha256:8b9c77f02709fedb61b6eea8c79d54c0ad465492853e15fd856ce117132fec5a"}} as unknown as TypedDocumentString<SecretListQuery, SecretListQueryVariables>;
export const SecretUsageDocument = {"__meta__":{"hash":"sha256:b9fbea4614549379757d836ac67963cb1423a9dfa535cb02c9a0e10240717eae"}} as unknown as TypedDocumentString<SecretUsageQuery, SecretUsageQueryVariables>;
export const SetSecretDocument = {"__meta__":{"hash":"sha256:1d4b018e39cb227898e12c6e5c9ab8a926e717ed857a1e0e9d7e541fbdb992cf"}} as unknown as TypedDocumentString<SetSecretMutation, SetSecretMutationVariables>;
export const AllowSecretDocument = {"__meta__":{"hash":"sha256:3e8755fbc27b0ca40875e82393b9a7b28aae31265921e9e3e0da648e57c54b3e"}} as unknown as TypedDocumentString<AllowSecretMutation, AllowSecretMutationVariables>;
export const DeleteSecretDocument = {"__meta__":{"hash":"sha256:089519529afadac0859c415423dab4b1dc2dfc63b5db3ae87eea78220eb478b0"}} as unknown as TypedDocumentString<DeleteSecretMutation, DeleteSecretMutationVariables>;
export const VarListDocument = {"__meta__":{"hash":"sha256:dc6eebc872a874ca0b0703f73a84b115e26c7d9c0e346c4aa1d815db803edc89"}} as unknown as TypedDocumentString<VarListQuery, VarListQueryVariables>;
export const VarUsageDocument = {"__meta__":{"hash":"sha256:9083b53d9dba8c1e78efe7508d687369ca86341ebd1930d7d5452717e64d1d68"}} as unknown as TypedDocumentString<VarUsageQuery, VarUsageQueryVariables>;
export const SetVarDocument = {"__meta__":{"hash":"sha256:b32924c7731cb78ddc4c63b82c26d6b96868277359d2c366061b35dbb984748e"}} as unknown as TypedDocumentString<SetVarMutation, SetVarMutationVariables>;
export const UnsetVarDocument = {"__meta__":{"hash":"sha256:9fbc393d0cbbdea8f664cbd0e4a5019dd58f64a66ddecec80fa2c9c6e14ea539"}} as unknown as TypedDocumentString<UnsetVarMutation, UnsetVarMutationVariables>;
export const TokenListDocument = {"__meta__":{"hash":"sha256:4071176f4b53c4bdaddafd02cccd71d14b224396c712658bce3e278f3d37554a"}} as unknown as TypedDocumentString<TokenListQuery, TokenListQueryVariables>;
export const CreateTokenDocument = {"__meta__":{"hash":"sha256:301c3cf753ae2e9b8bd7470cdfffb96e998a1b1132dc83c14b39a569d9e5c1d3"}} as unknown as TypedDocumentString<CreateTokenMutation, CreateTokenMutationVariables>;
export const RevokeTokenDocument = {"__meta__":{"hash":"sha256:0509d1f09350f651b645b188aff36329d208f1fe410b695846180d47bc5ff04a"}} as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;
export const RotateTokenDocument = {"__meta__":{"hash":"sha256:07c0d1cab0dcd671c7d00b02948fe0e0db7f536c87c6e0d9eb2c14286ffabc9b"}} as unknown as TypedDocumentString<RotateTokenMutation, RotateTokenMutationVariables>;
export const AuditListDocument = {"__meta__":{"hash":"sha256:d1b5690c3cfb015a7337125c873d2c900ea695fcb4bfc46350c340c4028f34f4"}} as unknown as TypedDocumentString<AuditListQuery, AuditListQueryVariables>;
export const ScheduleListDocument = {"__meta__":{"hash":"sha256:faea4e585f0798b314ec73d509f686cbd1677105d234103f6588fc8b816ec32d"}} as unknown as TypedDocumentString<ScheduleListQuery, ScheduleListQueryVariables>;
export const EngineHealthDocument = {"__meta__":{"hash":"sha256:c7bf03458e97ee7573d75c2e916acb32c35fc245b3bab37c6ccc54bc2f114309"}} as unknown as TypedDocumentString<EngineHealthQuery, EngineHealthQueryVariables>;
export const EngineSettingsDocument = {"__meta__":{"hash":"sha256:419eb18f5cbc9a83080be24588070e88d10fb7b802640b4a28df5db6853c0a88"}} as unknown as TypedDocumentString<EngineSettingsQuery, EngineSettingsQueryVariables>;
export const ChangeSettingsDocument = {"__meta__":{"hash":"sha256:706d73e2920a5d4eef41d4d98a0dd506a7611e0ab99c38ebc93add61fcc92e69"}} as unknown as TypedDocumentString<ChangeSettingsMutation, ChangeSettingsMutationVariables>;
export const WebhookListDocument = {"__meta__":{"hash":"sha256:e788ae1b11a696da6e4e5b061a2ad2ca6009bdbf0f0242133347c4209337549c"}} as unknown as TypedDocumentString<WebhookListQuery, WebhookListQueryVariables>;