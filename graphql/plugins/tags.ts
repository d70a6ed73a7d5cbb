import { type PgSmartTagRule, pgSmartTags } from "postgraphile/utils";

/** A relation that is walked one way only. */
const oneWay = { backwardBehavior: "-single -list -connection" };
const notAtRoot = { behavior: "-query:resource:connection -query:resource:list -query:resource:single" };
const asList = { behavior: "+list -connection", listSuffix: "omit" };

/**
 * How rows hang together, and what is offered where. The hot tables have no foreign keys (a key costs at every write),
 * so their relations are told here: only those that an index answers. What belongs to a run is read through its run.
 */
const rules: readonly PgSmartTagRule[] = [
  table("runs", {
    foreignKey: [
      to("(flow_id) references flows (id)", "flow", { list: "runs" }),
      to("(version_id) references flow_versions (id)", "version"),
      to("(graph_id) references graphs (id)", "graph"),
      to("(parent_run_id) references runs (id)", "parent", { list: "children" }),
    ],
  }),
  table("run_steps", {
    ...notAtRoot,
    primaryKey: "run_id,idx,scope",
    foreignKey: [
      to("(run_id) references runs (id)", "run", { list: "steps" }),
      to("(worker_id) references workers (id)", "worker"),
      to("(child_run_id) references runs (id)", "childRun"),
    ],
  }),
  table("graph_steps", {
    ...notAtRoot,
    foreignKey: [
      to("(graph_id) references graphs (id)", "graph", { list: "steps" }),
      to("(node_id) references nodes (id)", "node"),
    ],
  }),
  table("steps", {
    ...notAtRoot,
    foreignKey: [
      to("(run_id) references runs (id)", "run"),
      to("(run_id, idx, scope) references run_steps (run_id, idx, scope)", "runStep"),
    ],
  }),
  table("attempts", {
    ...notAtRoot,
    primaryKey: "run_id,idx,scope,attempt,finished_at",
    foreignKey: [
      to("(run_id, idx, scope) references run_steps (run_id, idx, scope)", "step", { list: "attempts" }),
      to("(worker_id) references workers (id)", "worker"),
    ],
  }),
  table("step_logs", {
    ...notAtRoot,
    primaryKey: "run_id,at,id",
    foreignKey: [
      to("(run_id) references runs (id)", "run", { list: "logs" }),
      to("(run_id, idx, scope) references run_steps (run_id, idx, scope)", "step", { list: "logs" }),
    ],
  }),
  table("run_events", {
    ...notAtRoot,
    foreignKey: to("(run_id) references runs (id)", "run", { list: "events" }),
  }),
  table("kept_signals", {
    ...notAtRoot,
    foreignKey: to("(run_id) references runs (id)", "run", { list: "keptSignals" }),
  }),
  table("run_timeline", {
    ...notAtRoot,
    primaryKey: "run_id,at,entry",
    foreignKey: to("(run_id) references runs (id)", "run", { list: "timeline" }),
  }),
  table("stuck_steps", {
    behavior: "-query:resource:single",
    primaryKey: "run_id,step,scope",
    foreignKey: to("(run_id) references runs (id)", "run", { list: "stuckSteps" }),
  }),
  table("webhook_deliveries", {
    foreignKey: [
      to("(flow_id) references flows (id)", "flow", { list: "webhookDeliveries" }),
      to("(run_id) references runs (id)", "run"),
    ],
  }),
  table("alerts", {
    foreignKey: [
      to("(run_id) references runs (id)", "run"),
      to("(alert_run_id) references runs (id)", "alertRun"),
    ],
  }),
  table("flow_health", {
    ...notAtRoot,
    primaryKey: "flow_id",
    foreignKey: to("(flow_id) references flows (id)", "flow", { single: "health" }),
  }),
  table("node_health", {
    ...notAtRoot,
    primaryKey: "node_id",
    foreignKey: to("(node_id) references nodes (id)", "definition", { single: "health" }),
  }),
  table("worker_health", {
    ...notAtRoot,
    primaryKey: "worker_id",
    foreignKey: to("(worker_id) references workers (id)", "worker", { single: "health" }),
  }),
  ...["graphs", "scopes", "settings", "flow_drafts", "flow_permits"].map((name) => table(name, notAtRoot)),
  ...["outputs", "artifacts"].map((name) => table(name, { behavior: "-query:resource:connection" })),
  table("artifact_refs", { behavior: "-*" }),

  constraint("flows.flows_current_version_id_fkey", { fieldName: "currentVersion", ...oneWay }),
  constraint("flow_versions.flow_versions_flow_id_fkey", { fieldName: "flow", foreignFieldName: "versions" }),
  constraint("flow_versions.flow_versions_graph_id_fkey", { fieldName: "graph", ...oneWay }),
  constraint("alerts.alerts_flow_id_fkey", { fieldName: "flow", foreignFieldName: "raisedAlerts" }),
  constraint("flow_drafts.flow_drafts_flow_id_fkey", { foreignSingleFieldName: "draft" }),
  constraint("flow_permits.flow_permits_flow_id_fkey", {
    foreignSingleFieldName: "permit",
    forwardBehavior: "-single",
  }),
  // A lookup by the hash of a token or of a graph is of use to nobody who may ask.
  constraint("api_tokens.api_tokens_hash_key", { behavior: "-single" }),
  constraint("graphs.graphs_hash_key", { behavior: "-single" }),

  // What is never null although a view cannot say so.
  ...present(
    "run_steps",
    "run_id idx rank scope step node state attempt failures sources config reached allowed_actions",
  ),
  ...present("run_timeline", "run_id at kind what entry"),
  ...present("stuck_steps", "run_id step scope state attempt problem"),
  ...present("flow_health", "flow_id slug runs succeeded failed live"),
  ...present("node_health", "node_id node attempts failed lost workers"),
  ...present("worker_health", "worker_id alive busy nodes"),

  // Small within one run, so a list can be in the order of time.
  ...["step_logs.at", "run_events.at", "run_steps.state", "run_steps.rank"].map((column) =>
    attribute(column, { behavior: "+orderBy" }),
  ),
  attribute("graph_steps.key", { behavior: "+filterBy +orderBy" }),
  // Nobody asks for a document by being equal to it.
  {
    kind: "attribute",
    match: (column) => column.getType()?.typname === "jsonb",
    tags: { behavior: "-filterBy -orderBy" },
  },

  // Lists with a natural end need no pages.
  ...[
    "why",
    "run_facets",
    "run_histogram",
    "redrive_preview",
    "secret_bindings",
    "who_wrote",
    "writes_of",
  ].map((name) => procedure(name, asList)),
  // The subscription `changes` does this, and keeps the cursor.
  procedure("changes_since", { behavior: "-queryField" }),
  // Of use within SQL.
  procedure("json_preview", { behavior: "-queryField" }),
];

export const TagsPlugin: GraphileConfig.Plugin = pgSmartTags([...rules], null, {
  name: "RefluxTagsPlugin",
  description: "Relations, and what is offered where.",
});

type Tags = NonNullable<PgSmartTagRule["tags"]>;

function table(name: string, tags: Tags): PgSmartTagRule {
  return { kind: "class", match: `reflux.${name}`, tags };
}

function constraint(name: string, tags: Tags): PgSmartTagRule {
  return { kind: "constraint", match: `reflux.${name}`, tags };
}

function attribute(name: string, tags: Tags): PgSmartTagRule {
  return { kind: "attribute", match: `reflux.${name}`, tags };
}

function procedure(name: string, tags: Tags): PgSmartTagRule {
  return { kind: "procedure", match: `reflux.${name}`, tags };
}

function present(view: string, columns: string): PgSmartTagRule[] {
  return columns.split(" ").map((column) => attribute(`${view}.${column}`, { notNull: true }));
}

/** A relation without a foreign key: the field here, and the field there, if there is to be one. */
function to(
  key: string,
  field: string,
  back: { readonly list?: string; readonly single?: string } = {},
): string {
  const there = back.list
    ? `@foreignFieldName ${back.list}`
    : back.single
      ? `@foreignSingleFieldName ${back.single}`
      : `@backwardBehavior ${oneWay.backwardBehavior}`;
  return `${key}|@fieldName ${field}|${there}`;
}
