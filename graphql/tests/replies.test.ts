/** A flow that answers its caller in its own words. */
import { expect, test } from "vitest";
import { announce, deploy, type Outcome } from "./driver.ts";
import { type Stage, withServer } from "./kit.ts";

const said = (body: unknown, more: object = {}) => ({
  status: 200,
  headers: {},
  body_type: "json",
  body,
  ...more,
});

/** A call whose flow replies so; what is behind the reply is left undone. */
async function answered(stage: Stage, reply: object, path = "/hooks/verify"): Promise<Response> {
  const worker = await announce(stage.pool);
  await deploy(stage.pool, "verify", {
    reflux: 1,
    steps: {
      hear: {
        node: "webhook.in",
        config: { path: "verify", method: "GET", mode: "sync", deadline_seconds: 20 },
      },
      answer: { node: "webhook.reply" },
      later: { node: "test.work", retry: { max: 1, initial: "1h" } },
    },
    edges: ["hear -> answer", "answer -> later"],
  });
  const response = stage.fetch(path);
  let driving = true;
  const outcomes: Readonly<Record<string, Outcome>> = {
    answer: { output: reply },
    later: { error: { code: "RFX01", message: "not yet", retry: "backoff" } },
  };
  const drive = async () => {
    while (driving) await worker.drive(({ key, input }) => outcomes[key] ?? { output: input });
  };
  const driven = drive();
  try {
    return await response;
  } finally {
    driving = false;
    await driven;
  }
}

test("a challenge is repeated as text, before the run has ended", async () => {
  await withServer(async (stage) => {
    const response = await answered(stage, said("1158201444", { body_type: "text" }));

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe("1158201444");
    const { rows } = await stage.pool.query("select state from reflux.runs");
    expect(rows).toEqual([{ state: "running" }]);
  });
});

test("status, headers and body are the flow's, and what is safe is ours", async () => {
  await withServer(async (stage) => {
    const headers = {
      location: "/x",
      "content-type": "text/html; charset=utf-8",
      "set-cookie": ["session=stolen"],
      "content-security-policy": "script-src *",
      "X-Frame-Options": "ALLOWALL",
      "transfer-encoding": "chunked",
    };

    const response = await answered(stage, said("<p>ü</p>", { status: 404, headers, body_type: "text" }));

    expect([response.status, await response.text()]).toEqual([404, "<p>ü</p>"]);
    const got = Object.fromEntries(response.headers);
    expect(got).toMatchObject({
      location: "/x",
      "content-type": "text/html; charset=utf-8",
      "x-frame-options": "DENY",
    });
    expect(got["content-security-policy"]).toMatch(/^sandbox;/);
    expect(got["content-security-policy"]).not.toContain("script-src");
    expect(got).not.toHaveProperty("set-cookie");
  });
});

test.each([
  ["a status that is none", { status: 99 }],
  ["a header that is none", { headers: { "x y": "1" } }],
  ["a header of two lines", { headers: { x: "1\r\ny: 2" } }],
])("%s does not reach the wire", async (_, more) => {
  await withServer(async (stage) => {
    const response = await answered(stage, said("x", more));

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.json()).toMatchObject({ error: { code: "RFV09" } });
  });
});

test("a reply without anybody to hear it is refused at deploy", async () => {
  await withServer(async (stage) => {
    await announce(stage.pool);
    const steps = { hear: { node: "webhook.in", config: { path: "p" } }, answer: { node: "webhook.reply" } };

    await expect(
      deploy(stage.pool, "f", { reflux: 1, steps, edges: ["hear -> answer"] }),
    ).rejects.toMatchObject({
      detail: expect.stringContaining("answers nobody"),
    });
  });
});
