/** What SQL cannot read, the API reads: a flow with a broken expression gets no further than its author. */
import { expect, test } from "vitest";
import { announce } from "./driver.ts";
import { withServer } from "./kit.ts";

const flow = (value: string, config: object = {}) => ({
  reflux: 1,
  name: "f",
  steps: { only: { node: "test.work", config: { value, ...config } } },
  edges: [],
});
const broken = flow("{{ 1 + }}");
const at = "steps.only.config.value";
const malformed = { path: at, code: "RFV11", message: expect.stringContaining("not JSONata") };

const deploy = `mutation ($graph: JSON!) { deployFlow(input: { slug: "f", graph: $graph, clientMutationId: "c" }) { clientMutationId result { number } } }`;
const save = `mutation ($document: JSON!) { saveDraft(input: { slug: "f", document: $document }) { query { checkFlow(document: $document) } } }`;
const publish = `mutation ($expected: Int, $note: String) { publishDraft(input: { slug: "f", expectedRevision: $expected, note: $note, clientMutationId: "c" }) {
  clientMutationId query { changeSeq } result { number note document }
} }`;

test("checkFlow lists what SQL finds and what is wrong with the expressions, deployFlow refuses by the same list", () =>
  withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    const as = await token("editor");
    const document = { ...broken, edges: ["only -> nowhere"] };

    const checked = await ask(
      `query ($document: JSON!) { checkFlow(document: $document) }`,
      { document },
      as,
    );
    const refused = await ask(deploy, { graph: document }, as);

    expect(checked.data.checkFlow).toMatchObject([{ path: "edges[0]", code: "RFV13" }, malformed]);
    expect(refused.data.deployFlow).toBeNull();
    expect(refused.errors[0]).toMatchObject({
      message: expect.stringContaining(`flow f has 2 problems, one of them: ${at} the expression`),
      extensions: { code: "RFV01", detail: { problems: checked.data.checkFlow } },
    });
    expect((await pool.query("select from reflux.flows")).rowCount).toBe(0);

    const mended = await ask(deploy, { graph: flow("{{ 1 + 1 }}") }, as);
    expect(mended).toMatchObject({
      errors: [],
      data: { deployFlow: { clientMutationId: "c", result: { number: 1 } } },
    });
  }));

test("a draft with a broken expression is saved, told of, and not published", () =>
  withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    await pool.query("select reflux.create_flow('f')");
    const as = await token("editor");

    const saved = await ask(save, { document: broken }, as);
    const refused = [await ask(publish, { expected: 2 }, as), await ask(publish, {}, as)];
    const stale = await ask(publish, { expected: 1 }, as);

    expect(saved.data.saveDraft.query.checkFlow).toMatchObject([malformed]);
    for (const { errors } of refused) {
      expect(errors[0]?.extensions).toMatchObject({ code: "RFV01", detail: { problems: [malformed] } });
    }
    expect(stale.errors[0]?.extensions.code).toBe("RFC02");
    expect((await pool.query("select revision from reflux.flow_drafts")).rows).toEqual([{ revision: 2 }]);

    await ask(save, { document: flow("{{ 2 }}") }, as);
    const published = await ask(publish, { note: "mended" }, as);
    expect(published.errors).toEqual([]);
    expect(published.data.publishDraft).toMatchObject({
      clientMutationId: "c",
      query: { changeSeq: expect.any(String) },
      result: { number: 1, note: "mended", document: flow("{{ 2 }}") },
    });
  }));

test("two flows of one operation are judged each for itself", () =>
  withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    const { data, errors } = await ask(
      `mutation ($good: JSON!, $bad: JSON!) {
        bad: deployFlow(input: { slug: "bad", graph: $bad }) { result { number } }
        good: deployFlow(input: { slug: "good", graph: $good }) { result { number } }
      }`,
      { good: flow("{{ 1 }}"), bad: broken },
      await token("editor"),
    );

    expect(data).toEqual({ bad: null, good: { result: { number: 1 } } });
    expect(errors).toMatchObject([{ path: ["bad"], extensions: { code: "RFV01" } }]);
  }));

test("what is no flow at all is answered, not read", () =>
  withServer(async ({ ask, token }) => {
    const as = await token("viewer");
    const { data } = await ask(`{ a: checkFlow(document: "{{") b: checkFlow(document: [1]) }`, {}, as);

    expect(data).toMatchObject({ a: [{ code: "RFV01" }], b: [{ code: "RFV01" }] });
  }));
