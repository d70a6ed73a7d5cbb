import type pg from "pg";
import { expect, test } from "vitest";
import { everyChange, everything } from "./everything.ts";
import { withServer } from "./kit.ts";
import { plantMarkers } from "./planted.ts";

test("a token of one flow finds nothing of another through any field of the schema", {
  timeout: 180_000,
}, async () => {
  await withServer(async ({ pool, server, ask, token }) => {
    // Their ids, for every field that takes one.
    const theirs = await plantMarkers(pool);

    const fields = everything(server.engine.schema, theirs);

    const all = await token("admin");
    const some = await token("admin", ["mine"]);
    const seenByAll = new Set<string>();
    for (const [name, query] of fields) {
      const answer = await ask(query, {}, all);
      expect(
        answer.errors.filter(({ extensions }) => /RFI01|RFL02/.test(extensions.code)),
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
          "webhook webhookDeliveries webhooks why artifact output secret secretBindings secrets apiTokens"
        ).split(" "),
      ),
    );
  });
});

test("a token of one flow changes nothing of another by any mutation, and learns nothing from the answer", async () => {
  await withServer(async ({ pool, server, ask, token }) => {
    const theirs = await plantMarkers(pool);
    const changes = everyChange(server.engine.schema, theirs);
    const some = await token("admin", ["mine"]);
    const before = await stateOf(pool);

    for (const [name, query] of changes) {
      const { data, errors } = await ask(query, {}, some);
      expect(
        errors.filter(({ extensions }) => /RFI|RFV06/.test(extensions.code)),
        `${name}: ${JSON.stringify(errors)}`,
      ).toEqual([]);
      expect(JSON.stringify(data), name).not.toMatch(/theirs|rfx_/);
      expect(JSON.stringify(errors), name).not.toContain("theirs-marker");
    }

    expect(await stateOf(pool)).toEqual(before);
    // Proof that the changes are good ones: whoever may make them does.
    const all = await token("admin");
    const made: string[] = [];
    for (const [name, query] of changes) if ((await ask(query, {}, all)).errors.length === 0) made.push(name);
    expect(made).toEqual(
      expect.arrayContaining(["createToken", "deployFlow", "permitFlow", "redriveStep", "setSecret"]),
    );
  });
});

/** All that there is, but for what asking itself moves. */
async function stateOf(pool: pg.Pool): Promise<unknown> {
  const tables = "flows flow_versions flow_drafts flow_permits secrets runs webhooks settings vars".split(
    " ",
  );
  const { rows } = await pool.query<{ state: unknown }>(
    `select jsonb_agg(t order by t::text) as state from (${tables.map((name) => `select to_jsonb(x) as t from reflux.${name} x`).join(" union all ")}) y`,
  );
  const { rows: tokens } = await pool.query("select id, revoked_at from reflux.api_tokens order by id");
  return { rows, tokens };
}
