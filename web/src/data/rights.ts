/**
 * Who may do what, said before it is asked. This is the one place in the app that knows which role a change needs; Postgres
 * decides by its grants, whatever stands here.
 */
export const roles = ["viewer", "operator", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

/** Every function of the database that changes something through the API, and the three tables that not all may read. */
export const needs = {
  start_run: "operator",
  pause_run: "operator",
  resume_run: "operator",
  cancel_run: "operator",
  redrive_run: "operator",
  redrive_step: "operator",
  fork_run: "operator",
  retry_now: "operator",
  signal_step: "operator",
  create_flow: "editor",
  save_draft: "editor",
  discard_draft: "editor",
  publish_draft: "editor",
  deploy_flow: "editor",
  try_step: "editor",
  duplicate_flow: "editor",
  set_flow_enabled: "editor",
  set_flow_details: "editor",
  archive_flow: "editor",
  rollback_flow: "editor",
  set_on_failure: "editor",
  set_secret: "editor",
  delete_secret: "editor",
  allow_secret: "editor",
  set_var: "editor",
  unset_var: "editor",
  create_token: "admin",
  rotate_token: "admin",
  revoke_token: "admin",
  change_settings: "admin",
  secrets: "editor",
  api_tokens: "admin",
  audit: "admin",
} as const satisfies Readonly<Record<string, Role>>;

export type Right = keyof typeof needs;
/** A function that changes something. */
export type Call = Exclude<Right, "secrets" | "api_tokens" | "audit">;

/** These concern all flows: a token of some is refused, whatever its role. */
const ofAllFlows: ReadonlySet<Right> = new Set([
  "create_flow",
  "duplicate_flow",
  "rotate_token",
  "revoke_token",
  "change_settings",
  "set_var",
  "unset_var",
]);

export interface Who {
  readonly role: Role;
  /** The name that history has for what they do. */
  readonly actor: string;
  readonly allFlows: boolean;
}

/** Why not; nothing when they may. Of somebody unknown nothing is said: the answer is Postgres' own. */
export function refusalOf(right: Right, who: Who | undefined): string | undefined {
  if (!who) return undefined;
  const least = needs[right];
  if (roles.indexOf(who.role) < roles.indexOf(least)) {
    return `Needs the role ${least}. Yours is ${who.role}.`;
  }
  return who.allFlows || !ofAllFlows.has(right)
    ? undefined
    : "Concerns all flows. Your token reaches only some.";
}

/** What `reflux.whoami` answered, read at the boundary. */
export function readWho(answer: unknown): Who | undefined {
  const { whoami } = record(record(answer)["data"]);
  const { role, actor, allFlows } = record(whoami);
  const known = roles.find((one) => one === role);
  return (
    known && { role: known, actor: typeof actor === "string" ? actor : "", allFlows: allFlows !== false }
  );
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
