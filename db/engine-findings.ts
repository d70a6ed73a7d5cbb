import { ask } from "./doctor-query.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** What is wrong inside a database that can be asked: workers, what nodes require, stuck steps, triggers, tokens. */
export async function engineFindings(url: string): Promise<readonly Finding[]> {
  return [
    await workers(url),
    ...(await needs(url)),
    await stuckSteps(url),
    await retention(url),
    await readers(url),
    await watches(url),
    await schedules(url),
    await onFailure(url),
    await tokens(url),
  ];
}

async function workers(url: string): Promise<Finding> {
  const [row] = await ask<{ live: number; lost: number; deaf: number }>(
    url,
    `select
       count(*) filter (where lease_until > now())::int as live,
       count(*) filter (where lease_until <= now())::int as lost,
       count(*) filter (where deaf and lease_until > now())::int as deaf
     from reflux.workers
     where stopped_at is null and lost_at is null`,
  );
  const { live, lost, deaf } = row ?? { live: 0, lost: 0, deaf: 0 };
  if (lost > 0) {
    return warning(
      "workers",
      `${live} live, ${lost} silent`,
      "a live worker's sweeper takes their steps over",
    );
  }
  if (deaf > 0) {
    return warning(
      "workers",
      `${live} live, ${deaf} of them take no step: the queue does not answer them`,
      "they hang up their doorbell anew by themselves; their log says why",
    );
  }
  const differing = await unequal(url);
  if (differing.length > 0) {
    return warning(
      "workers",
      `${live} live, and not equal: ${differing.join("; ")}`,
      "steps go to those that may run them; give all the same REFLUX_SECRET_KEY and REFLUX_ALLOW_HOSTS",
    );
  }
  return live > 0
    ? ok("workers", `${live} live`)
    : warning("workers", "none", "start one with `reflux worker`");
}

/** Of what nodes require, what is there. Nothing is said where no node requires anything. */
async function needs(url: string): Promise<readonly Finding[]> {
  const rows = await ask<{
    need: string;
    nodes: string;
    workers: number;
    problem?: string;
    provide?: string;
  }>(
    url,
    "select need, array_to_string(nodes, ', ') as nodes, workers, problem, provide from reflux.needs order by need",
  );
  return rows.map(({ need, nodes, workers: met, problem: why, provide }) => {
    const known = `${met} live worker(s) have it, for ${nodes}`;
    if (met > 0) return ok(need, why ? `${known}; ${why}` : known);
    return warning(
      need,
      `no live worker has it, for ${nodes}${why ? `; ${why}` : ""}`,
      provide ?? "start a worker",
    );
  });
}

/** Who of the live workers has other means, in groups. Who told nothing is of an older release. */
async function unequal(url: string): Promise<readonly string[]> {
  const rows = await ask<{ what: string }>(
    url,
    `with live as (
       select
         w.id,
         coalesce(w.secret_keys[1], 'none') as key,
         coalesce(nullif(array_to_string(w.allows, ','), ''), 'no host') as hosts
       from reflux.workers w
       join reflux_private.live_workers l on l.id = w.id
       where w.allows is not null),
     said as (
       select 'key ' || key as what, 1 as kind, id from live
       union all
       select 'allows ' || hosts, 2, id from live)
     select format('%s: worker %s', what, string_agg(id::text, ', ' order by id)) as what
     from said
     where kind in (select kind from said group by kind having count(distinct what) > 1)
     group by kind, what
     order by kind, what`,
  );
  return rows.map(({ what }) => what);
}

async function tokens(url: string): Promise<Finding> {
  const rows = await ask<{ id: string; name: string; what: string }>(
    url,
    "select id, name, case when expires_at is null then 'of an admin, never ends' " +
      "else 'ends ' || to_char(expires_at, 'YYYY-MM-DD') end as what from reflux.api_tokens " +
      "where revoked_at is null and (expires_at between now() and now() + interval '14 days' " +
      "or role = 'admin' and expires_at is null) order by id limit 20",
  );
  if (rows.length === 0) return ok("tokens", "none ends within 14 days, no admin's is for ever");
  const each = rows.map(({ id, name, what }) => `${id} (${name}) ${what}`).join("; ");
  return warning("tokens", each, "`reflux token rotate ID` gives a new one in its place");
}

async function stuckSteps(url: string): Promise<Finding> {
  const rows = await ask<{ problem: string; steps: number }>(
    url,
    "select problem, count(*)::int as steps from reflux.stuck_steps group by problem order by steps desc",
  );
  if (rows.length === 0) return ok("steps", "none is stuck");
  const causes = rows.map(({ problem, steps }) => `${steps}: ${problem}`).join("; ");
  return warning(
    "steps",
    `stuck: ${causes}`,
    "`reflux why RUN` tells more; `select * from reflux.stuck_steps`",
  );
}

async function retention(url: string): Promise<Finding> {
  const [row] = await ask<{ term: string; past: number; forever: boolean; flows: number }>(
    url,
    "select h.keep_runs::text as term, h.runs_past_term as past, h.keep_runs = '0' as forever, " +
      "(select count(*)::int from reflux.flows where keep_runs is not null) as flows from reflux.health() h",
  );
  if (!row) return problem("retention", "no settings");
  const { term, past, forever, flows } = row;
  const kept = `finished runs are kept ${forever ? "for ever" : term}`;
  const own = flows === 0 ? "" : `; ${flows} flow(s) have a term of their own`;
  const due =
    past === 0 ? "" : `; ${past} of the oldest 1000 are past their term, which workers delete by and by`;
  return ok("retention", kept + own + due);
}

/** What a reader has not read is kept, so one that never comes again fills the disk. */
async function readers(url: string): Promise<Finding> {
  const rows = await ask<{ name: string; silent: string }>(
    url,
    `select r.name, date_trunc('minute', now() - r.advanced_at)::text as silent
     from reflux_private.readers r
     where r.advanced_at < now() - interval '1 day'
     order by r.advanced_at
     limit 20`,
  );
  if (rows.length === 0) return ok("readers", "none holds history up");
  const each = rows.map(({ name, silent }) => `${name} has not read on for ${silent}`).join("; ");
  return warning(
    "readers",
    `history is kept for who does not come: ${each}`,
    "start it, or as an admin: `select reflux.forget_reader('NAME')`",
  );
}

/** A table that was dropped and made anew has lost what told us of its rows. */
async function watches(url: string): Promise<Finding> {
  const rows = await ask<{ flow: string; table_name: string; missing: boolean }>(
    url,
    `select distinct f.slug as flow, w.table_name, w.watched is null as missing
     from reflux_private.watches w
     join reflux.flows f on f.id = w.flow_id
     where not w.is_there
     order by 1, 2
     limit 20`,
  );
  if (rows.length === 0) return ok("watches", "every watched table tells of its rows");
  const each = rows.map(
    ({ flow, table_name: table, missing }) => `${flow}: ${table} ${missing ? "is gone" : "was made anew"}`,
  );
  return warning(
    "watches",
    `changes start no runs: ${each.join("; ")}`,
    "open the table to flows and deploy the flow again, or archive it",
  );
}

/** One that no worker finds a time for: its zone is unknown there, or it is older than the check at deploy. */
async function schedules(url: string): Promise<Finding> {
  const rows = await ask<{ flow: string; step: string; problem: string }>(
    url,
    `select f.slug as flow, s.step, s.problem
     from reflux.schedules s
     join reflux.flows f on f.id = s.flow_id
     where s.problem is not null and f.enabled and f.archived_at is null
     order by 1, 2
     limit 20`,
  );
  if (rows.length === 0) return ok("schedules", "every one has a next time");
  const each = rows.map(({ flow, step, problem: why }) => `${flow}, step ${step}: ${why}`);
  return warning(
    "schedules",
    `start no runs: ${each.join("; ")}`,
    "correct them and deploy their flows again",
  );
}

/** Whoever set one believes to be told; and what was tried and could not be started was told to nobody. */
async function onFailure(url: string): Promise<Finding> {
  const rows = await ask<{ what: string }>(
    url,
    `select format('%s: %s %s', coalesce(flow, 'all flows'), on_failure_flow, problem) as what
     from reflux_private.dead_on_failure_flows
     union all (
       select format('%s, step %s, %s: %s', f.slug, a.step, a.code, a.problem)
       from reflux.alerts a
       join reflux.flows f on f.id = a.flow_id
       where a.problem is not null and a.last_at > now() - interval '1 day'
       order by a.id desc
       limit 20)`,
  );
  if (rows.length === 0) return ok("alerts", "every on-failure flow that is set can start");
  return warning(
    "alerts",
    `nobody is told: ${rows.map(({ what }) => what).join("; ")}`,
    "`reflux on-failure FLOW` names another; `reflux alerts` lists what failed",
  );
}
