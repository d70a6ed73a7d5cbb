import { expect, test } from "vitest";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { withServer } from "./kit.ts";

const save = `mutation ($slug: String!, $document: JSON!, $expected: Int) {
  saveDraft(input: { slug: $slug, document: $document, expectedRevision: $expected }) { result { revision author baseVersion } }
}`;

test("two people edit one flow: the second is told who was faster, and nothing is lost", async () => {
  await withServer(async ({ pool, ask, token }) => {
    const as = await token("editor");
    await pool.query("select reflux.create_flow('f', 'A flow')");
    const first = await ask(save, { slug: "f", document: { a: 1 }, expected: 1 }, as);
    const second = await ask(save, { slug: "f", document: { b: 2 }, expected: 1 }, as);

    expect(first.data.saveDraft.result).toMatchObject({
      revision: 2,
      author: expect.stringMatching(/^the editor \(token \d+\)$/),
    });
    expect(second.errors[0]?.extensions).toMatchObject({
      code: "RFC02",
      detail: { expected: 1, found: 2, author: expect.stringMatching(/^the editor \(token \d+\)$/) },
      hint: "Read it again and merge.",
    });
    const { data } = await ask(`{ flowBySlug(slug: "f") { draft { document } } }`, {}, as);
    expect(data.flowBySlug.draft.document).toEqual({ a: 1 });
  });
});

test("what is pasted as YAML keeps its comments, in the draft and in a copy of it", async () => {
  await withServer(async ({ ask, token }) => {
    const as = await token("editor");
    const source = "# why there is one\nreflux: 1\nname: f\nsteps: {} # none yet\nedges: []\n";
    const document = { reflux: 1, name: "f", steps: {}, edges: [] };
    const create = `mutation ($document: JSON, $source: String) {
      createFlow(input: { slug: "f", document: $document, source: $source }) { result { draft { source revision } } }
    }`;
    const made = await ask(create, { document, source }, as);
    const copy = `mutation { duplicateFlow(input: { slug: "f", newSlug: "g" }) { result { draft { source } } } }`;
    const copied = await ask(copy, {}, as);

    expect(made.data.createFlow.result).toEqual({ draft: { source, revision: 1 } });
    expect(copied.data.duplicateFlow.result).toEqual({ draft: { source } });
  });
});

test("a flow goes from blank to published, is copied, and comes out as the document it went in as", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    const as = await token("editor");
    const document = {
      ...webhookFlow("p"),
      title: "Orders",
      tags: ["shop"],
      layout: { receive: { x: 1, y: 2 } },
      input: { type: "object" },
    };
    await ask(`mutation { createFlow(input: { slug: "f" }) { result { id } } }`, {}, as);
    await ask(save, { slug: "f", document, expected: 1 }, as);
    const published = await ask(
      `mutation { publishDraft(input: { slug: "f", expectedRevision: 2, note: "first" }) { result { number note document } } }`,
      {},
      as,
    );
    const copied = await ask(
      `mutation { duplicateFlow(input: { slug: "f", newSlug: "g", title: "Copy" }) { result { draft { document } currentVersionId } } }`,
      {},
      as,
    );
    const { data } = await ask(
      `{ flowBySlug(slug: "f") { document draft { revision } versions { nodes { number document } } } }`,
      {},
      as,
    );

    const whole = { ...document, name: "f" };
    expect(published.data.publishDraft.result).toEqual({ number: 1, note: "first", document: whole });
    expect(data.flowBySlug).toEqual({
      document: whole,
      draft: null,
      versions: { nodes: [{ number: 1, document: whole }] },
    });
    expect(copied.data.duplicateFlow.result).toEqual({
      draft: { document: { ...whole, name: "g", title: "Copy" } },
      currentVersionId: null,
    });
    await deploy(pool, "again", data.flowBySlug.document).catch((error: { code: string }) =>
      expect(error.code).toBe("RFV19"),
    );
  });
});

const refused: readonly (readonly [mutation: string, code: string])[] = [
  [`createFlow(input: { slug: "f" }) { result { id } }`, "RFC03"],
  [`createFlow(input: { slug: "Not a name" }) { result { id } }`, "RFV06"],
  [`saveDraft(input: { slug: "f", document: [] }) { result { revision } }`, "RFV01"],
  [`saveDraft(input: { slug: "none", document: {} }) { result { revision } }`, "RFN01"],
  [`discardDraft(input: { slug: "f", expectedRevision: 7 }) { result { id } }`, "RFC02"],
  [`duplicateFlow(input: { slug: "f", newSlug: "f" }) { result { id } }`, "RFC03"],
  [`publishDraft(input: { slug: "f" }) { result { number } }`, "RFV01"],
];

test("what cannot be is refused with its code, and the draft stays as it was", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await pool.query("select reflux.create_flow('f')");
    const as = await token("editor");
    for (const [mutation, code] of refused) {
      const { errors } = await ask(`mutation { ${mutation} }`, {}, as);
      expect(errors[0]?.extensions.code, mutation).toBe(code);
    }
    const { rows } = await pool.query("select revision from reflux.flow_drafts");
    expect(rows).toEqual([{ revision: 1 }]);
  });
});

test("what is written around a document is kept with it: its text until after it is published, what is unfinished until then", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await announce(pool);
    const as = await token("editor");
    const saved = `mutation ($document: JSON!, $source: String, $unfinished: JSON) {
      saveDraft(input: { slug: "f", document: $document, source: $source, unfinished: $unfinished }) { result { source unfinished } }
    }`;
    const publish = `mutation { publishDraft(input: { slug: "f" }) { result { number } } }`;
    const document = webhookFlow("p");
    const source = "# why\nreflux: 1\n";
    const unfinished = { "steps.ask.config.body": '{ "a": ' };
    await ask(`mutation { createFlow(input: { slug: "f" }) { result { id } } }`, {}, as);

    await ask(saved, { document, source, unfinished }, as);
    const byOthers = await ask(saved, { document }, as);
    const refused = await ask(publish, {}, as);
    const odd = await ask(saved, { document, unfinished: { a: 1 } }, as);
    await ask(saved, { document, unfinished: {} }, as);
    const published = await ask(publish, {}, as);

    expect(byOthers.data.saveDraft.result).toEqual({ source, unfinished });
    expect(refused.errors[0]).toMatchObject({
      message: expect.stringContaining("steps.ask.config.body"),
      extensions: { code: "RFV24" },
    });
    expect(odd.errors[0]?.extensions.code).toBe("RFV01");
    expect(published.errors).toEqual([]);
    const { data } = await ask(`{ flowBySlug(slug: "f") { source draft { revision } } }`, {}, as);
    expect(data.flowBySlug).toEqual({ source, draft: null });
    // The next draft begins with the text of what is published.
    const next = await ask(saved, { document }, as);
    expect(next.data.saveDraft.result.source).toBe(source);
  });
});
