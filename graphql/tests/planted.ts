import type pg from "pg";
import { encryptSecret } from "#db/secrets.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";

/** Two flows with everything a flow can have, each marked by its name in every text. Returns the ids of `theirs`. */
export async function plantMarkers(pool: pg.Pool): Promise<Readonly<Record<string, string>>> {
  const { drive } = await announce(pool);
  for (const slug of ["mine", "theirs"]) {
    const marker = `${slug}-marker`;
    await deploy(pool, slug, { ...webhookFlow(`${marker}-path`, { note: marker }), title: marker });
    await pool.query("select reflux.save_draft($1, $2)", [slug, JSON.stringify({ marker })]);
    await pool.query("select reflux.start_run($1, $2, $3)", [slug, JSON.stringify({ marker }), marker]);
    await pool.query(
      "select reflux_private.note_deliveries(jsonb_build_array(jsonb_build_object('flow_id', f.id, 'step', $2::text, 'method', 'POST', " +
        "'path', $2::text, 'at', now(), 'status', 202, 'duration_ms', 1, 'bytes', 0))) from reflux.flows f where slug = $1",
      [slug, marker],
    );
    await pool.query(
      "select reflux.permit_flow($1, calls => array[$1], hosts => array[$1 || '.example'], reason => $2)",
      [slug, marker],
    );
    await pool.query("select reflux_private.store_secret($1, $2, $3, null, $4)", [
      `${slug}_marker`,
      encryptSecret(`${slug}_marker`, marker),
      [slug],
      [`${slug}.example`],
    ]);
    await pool.query("select reflux.create_token($1, 'viewer', array[$2])", [marker, slug]);
  }
  await pool.query(
    "select reflux_private.store_secret('z_shared', decode(repeat('00', 40), 'hex'), array['mine', 'theirs'])",
  );
  await drive(({ input, key }) =>
    key === "receive"
      ? { output: input }
      : { error: { code: "RFX01", message: JSON.stringify(input), retry: "never" } },
  );
  await pool.query(
    "insert into reflux.step_logs (run_id, idx, attempt, at, level, message) " +
      "select r.id, 1, 1, now(), 'info', f.slug || '-marker' from reflux.runs r join reflux.flows f on f.id = r.flow_id",
  );
  for (const slug of ["mine", "theirs"])
    await pool.query("select reflux.pause_run(r.id, $1 || '-marker') from reflux.start_run($1) r", [slug]);
  await pool.query(
    "insert into reflux.outputs (hash, bytes, body) values ('theirs-marker', 15, '\"theirs-marker\"')",
  );
  await pool.query(
    "insert into reflux.artifacts (hash, bytes, store, location) values ('theirs-marker', 15, 'postgres', '')",
  );

  const { rows } = await pool.query<Record<string, string>>(
    'select f.id as flow, f.slug, v.id as version, v.graph_id as graph, r.id as run, w.id as webhook, t.id as "apiToken" from reflux.flows f ' +
      "join reflux.flow_versions v on v.id = f.current_version_id join reflux.webhooks w on w.flow_id = f.id " +
      "join lateral (select min(id) as id from reflux.runs r where r.flow_id = f.id) r on true join reflux.api_tokens t on t.flows = array['theirs'] where f.slug = 'theirs'",
  );
  return rows[0] ?? {};
}
