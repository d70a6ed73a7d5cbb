import { expect, test } from "vitest";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { withServer } from "./kit.ts";

const VALUE = "hunter22-of-the-audit";

/**
 * What each administrative mutation is called with, and the act it leaves behind. The list of mutations is the schema's
 * own: one that is added fails this test until somebody has said whether it is administrative.
 */
const acts: Readonly<Record<string, readonly [input: string, act: string]>> = {
  deployFlow: [`slug: "new", graph: $graph`, "deploy flow"],
  createFlow: [`slug: "other"`, "create flow"],
  publishDraft: [`slug: "drafted"`, "deploy flow"],
  duplicateFlow: [`slug: "f", newSlug: "copy"`, "create flow"],
  setFlowEnabled: [`slug: "f", enabled: false, reason: "a pause"`, "disable flow"],
  setFlowDetails: [`slug: "f", title: "Another"`, "change flow"],
  setFlowRetention: [`slug: "f", keepRuns: { days: 0 }, reason: "evidence"`, "change flow"],
  rollbackFlow: [`flow: "f", version: 1, reason: "better"`, "deploy flow"],
  setVar: [`name: "city", value: "Ulm"`, "set variable"],
  unsetVar: [`name: "city"`, "delete variable"],
  setOnFailure: [`slug: "f", alerts: false, reason: "theirs"`, "change flow"],
  archiveFlow: [`slug: "f", reason: "no need"`, "archive flow"],
  setSecret: [`name: "made", value: "${VALUE}"`, "set secret"],
  allowSecret: [`name: "made", hosts: ["a.example"], reason: "theirs"`, "set secret"],
  permitFlow: [`flow: "f", hosts: ["a.example"], reason: "theirs"`, "set permit"],
  deleteSecret: [`name: "made"`, "delete secret"],
  createToken: [`name: "t", role: "viewer"`, "create token"],
  rotateToken: [`id: "1"`, "create token"],
  revokeToken: [`id: "1"`, "revoke token"],
  changeSettings: [`maxPayloadBytes: 123456`, "change settings"],
  forgetReader: [`name: "traces", reason: "gone"`, "forget reader"],
};

/** Of runs, noted in run_events; and of drafts, which nobody but their authors sees. */
const noted = [
  ..."createLink startRun pauseRun resumeRun cancelRun redriveStep redriveRun forkRun retryNow signalStep tryStep".split(
    " ",
  ),
  ..."saveDraft discardDraft".split(" "),
];

test("every administrative act leaves a row: who, from where, what; and never a secret", async () => {
  await withServer(async ({ server, ask, token, pool }) => {
    await announce(pool);
    await deploy(pool, "f", webhookFlow("older"));
    await deploy(pool, "f", webhookFlow("p"));
    await pool.query("select reflux.create_flow('drafted')");
    await pool.query("select reflux.save_draft('drafted', $1)", [JSON.stringify(webhookFlow("q"))]);
    await pool.query("select reflux_private.register_reader('traces')");
    const as = await token("admin");
    // The first token, to be rotated and revoked, is not the one that acts.
    const other = await token("admin");
    const { rows: tokens } = await pool.query<{ id: string }>("select id from reflux.api_tokens order by id");
    expect(tokens[0]?.id).toBe("1");
    const mutations = Object.keys(server.engine.schema.getMutationType()?.getFields() ?? {});
    expect(mutations.toSorted()).toEqual([...Object.keys(acts), ...noted].toSorted());

    const newest = async () => {
      const { rows } = await pool.query<{ id: string }>(
        "select coalesce(max(id), 0) as id from reflux.audit",
      );
      return rows[0]?.id;
    };
    for (const [mutation, [input, act]] of Object.entries(acts)) {
      const before = await newest();
      const graph = input.includes("$graph");
      const { errors } = await ask(
        `mutation${graph ? " ($graph: JSON!)" : ""} { ${mutation}(input: { ${input} }) { __typename } }`,
        graph ? { graph: webhookFlow("new") } : {},
        other,
      );
      expect(errors, mutation).toEqual([]);
      const { rows } = await pool.query("select * from reflux.audit where id > $1 order by id", [before]);
      expect(
        rows.map((row) => row.act),
        mutation,
      ).toContain(act);
      for (const row of rows) {
        expect(row, mutation).toMatchObject({
          actor: "the admin (token 2)",
          token_id: "2",
          role: "reflux_admin",
        });
        expect(row, mutation).toMatchObject({ door: "api", login: "reflux_api", address: "127.0.0.1" });
      }
    }
    const { rows } = await pool.query<{ row: string }>("select a::text as row from reflux.audit a");
    const all = rows.map(({ row }) => row).join("\n");
    expect(all).not.toContain(VALUE);
    expect(all).not.toMatch(/rfx_[\w-]{10}/);
    expect(all).toContain("a pause");

    // The first token was revoked: who reads is the other, and nobody below an admin.
    expect((await ask("{ audits(first: 1, orderBy: [ID_DESC]) { nodes { act } } }", {}, as)).status).toBe(
      401,
    );
    const read =
      "{ audits(first: 500, orderBy: [ID_DESC]) { nodes { id act actor door address object before after } } }";
    expect((await ask(read, {}, other)).data.audits.nodes.length).toBe(rows.length);
    const editor = await ask(read, {}, await token("editor"));
    expect(editor.errors[0]?.extensions.code).toBe("RFP02");
    const limited = await ask(read, {}, await token("admin", ["new"]));
    expect(limited.data.audits.nodes).toEqual([]);
  });
});
