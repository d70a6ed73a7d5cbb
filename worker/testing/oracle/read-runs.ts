import type { Bench } from "../bench.ts";
import type { Found, RunFound } from "./interpret.ts";

/**
 * The runs of a flow as the database has them. Left out are those in which a person ran a step that no join would
 * start, and those in which a step was cancelled while it was run again quietly: what it had told stands.
 */
export async function readRuns({ rows }: Pick<Bench, "rows">, flow: string): Promise<RunFound[]> {
  const runs = await rows<Omit<RunFound, "steps">>(
    `select r.id, r.state, r.input, reflux_private.run_output(r.id) as output
     from reflux.runs r join reflux.flows f on f.id = r.flow_id
     where f.slug = $1 and not exists (
       select from reflux.run_events e where e.run_id = r.id and e.kind = 'redriven'
         and (e.detail ->> 'from' = 'skipped' or e.detail ->> 'downstream' = 'false' and exists (
           select from reflux.steps s where s.run_id = r.id and s.state = 'cancelled')))
     order by r.id`,
    flow,
  );
  const steps = await rows<Found & { readonly run: string; readonly key: string }>(
    `select s.run_id as run, g.key, s.state, coalesce(s.output, a.body) as output
     from reflux.steps s join reflux.runs r on r.id = s.run_id join reflux.flows f on f.id = r.flow_id
     join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
     left join reflux.outputs a on a.hash = s.output_hash
     where f.slug = $1`,
    flow,
  );
  return runs.map((run) => ({
    ...run,
    steps: new Map(steps.filter((step) => step.run === run.id).map((step) => [step.key, step])),
  }));
}
