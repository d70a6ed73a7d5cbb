import { expect, test } from "vitest";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { everything } from "./everything.ts";
import { withServer } from "./kit.ts";

test("a token of one flow finds nothing of another through any field of the schema", async () => {
  await withServer(async ({ pool, server, ask, token }) => {
    const { drive } = await announce(pool);
    for (const slug of ["mine", "theirs"]) {
      const marker = `${slug}-marker`;
      const document = { ...webhookFlow(`${marker}-path`, { note: marker }), title: marker };
      await deploy(pool, slug, document);
      await pool.query("select reflux.save_draft($1, $2)", [slug, JSON.stringify({ marker })]);
      await pool.query("select reflux.start_run($1, $2, $3)", [slug, JSON.stringify({ marker }), marker]);
      await pool.query(
        "select reflux_private.note_deliveries(jsonb_build_array(jsonb_build_object('flow_id', f.id, 'step', $2::text, 'method', 'POST', " +
          "'path', $2::text, 'at', now(), 'status', 202, 'duration_ms', 1, 'bytes', 0))) from reflux.flows f where slug = $1",
        [slug, marker],
      );
    }
    await drive(({ input, key }) =>
      key === "receive"
        ? { output: input }
        : { error: { code: "RFX01", message: JSON.stringify(input), retry: "never" } },
    );
    await pool.query(
      "insert into reflux.step_logs (run_id, idx, attempt, at, level, message) " +
        "select r.id, 1, 1, now(), 'info', f.slug || '-marker' from reflux.runs r join reflux.flows f on f.id = r.flow_id",
    );
    await pool.query(
      "select reflux.pause_run(id, slug || '-marker') from (select r.id, f.slug from reflux.start_run('mine') r, reflux.flows f where f.slug = 'mine') x",
    );
    await pool.query(
      "select reflux.pause_run(id, slug || '-marker') from (select r.id, f.slug from reflux.start_run('theirs') r, reflux.flows f where f.slug = 'theirs') x",
    );

    // Their ids, for every field that takes one.
    const { rows } = await pool.query<Record<string, string>>(
      "select f.id as flow, f.slug, v.id as version, v.graph_id as graph, r.id as run, w.id as webhook from reflux.flows f " +
        "join reflux.flow_versions v on v.id = f.current_version_id join reflux.webhooks w on w.flow_id = f.id " +
        "join lateral (select min(id) as id from reflux.runs r where r.flow_id = f.id) r on true where f.slug = 'theirs'",
    );
    const fields = everything(server.engine.schema, rows[0] ?? {});

    const all = await token("admin");
    const some = await token("admin", ["mine"]);
    const seenByAll = new Set<string>();
    for (const [name, query] of fields) {
      const answer = await ask(query, {}, all);
      expect(
        answer.errors.filter(({ extensions }) => extensions.code === "RFI01"),
        name,
      ).toEqual([]);
      if (JSON.stringify(answer.data).includes("theirs")) seenByAll.add(name);

      const { data, errors } = await ask(query, {}, some);
      // An error may repeat what was asked for; data may not have it.
      expect(JSON.stringify(data), name).not.toContain("theirs");
      expect(JSON.stringify(errors), name).not.toContain("theirs-marker");
    }
    // Proof that the questions are good ones: whoever may see it, does, through each of these.
    expect([...seenByAll].toSorted()).toEqual(
      expect.arrayContaining(
        (
          "flow flowBySlug flowDocument flowVersion flowVersions flows run runs stepInput stepOutput stepPreview " +
          "webhook webhookDeliveries webhooks why"
        ).split(" "),
      ),
    );
  });
});
