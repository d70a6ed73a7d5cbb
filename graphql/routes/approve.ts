import { createHash } from "node:crypto";
import type pg from "pg";
import { RefluxError } from "#db/errors.ts";
import { dataHeaders } from "../http/headers.ts";
import type { Reply } from "../http/reply.ts";
import type { Call, Route } from "../http/route.ts";
import { readForm } from "../webhooks/form.ts";

type State = "open" | "used" | "expired" | "over" | "done";
type Link = { readonly flow: string; readonly step: string; readonly run_id: string; readonly state: State };

/**
 * Links that answer a waiting step once, without a login (reflux.create_link). Looking changes nothing: mail is read by
 * scanners that open every link. Only the form of the page answers.
 */
export function approveRoute(pool: pg.Pool): Route {
  return {
    name: "approve",
    methods: ["GET", "POST"],
    path: "/approve/*",
    access: "public",
    async handle(call) {
      const hash = hashOf(call.path.slice("/approve/".length));
      const link = hash && (await find(pool, hash));
      if (!hash || !link)
        return page(404, "Unknown link", "<p>There is no such link. Was all of it copied?</p>");
      if (call.method !== "POST") return shown(link);
      const approved = await answerOf(call);
      const { rows } = await pool.query<{ state: State | null }>(
        "select reflux_private.answer_link($1, $2) as state",
        [hash, approved],
      );
      return shown({ ...link, state: rows[0]?.state ?? "over" }, approved);
    },
  };
}

/** What is no token of ours is not looked for. */
function hashOf(token: string): Buffer | undefined {
  return /^[\w-]{43}$/.test(token) ? createHash("sha256").update(token).digest() : undefined;
}

async function find(pool: pg.Pool, hash: Buffer): Promise<Link | undefined> {
  const { rows } = await pool.query<Link>(
    "select flow, step, run_id, state from reflux_private.find_link($1)",
    [hash],
  );
  return rows[0];
}

async function answerOf(call: Call): Promise<boolean> {
  using body = await call.readBody(1_024);
  const { answer } = readForm(body.bytes, "utf-8", "the form");
  if (answer !== "approve" && answer !== "reject")
    throw new RefluxError("RFV06", "send answer=approve or answer=reject, as a form");
  return answer === "approve";
}

function shown({ flow, step, run_id: run, state }: Link, approved = false): Reply {
  const what = `<p><b>${escaped(step)}</b> of run ${run} of <b>${escaped(flow)}</b></p>`;
  switch (state) {
    case "open":
      return page(
        200,
        "Your answer is asked for",
        `${what}<form method="post"><button name="answer" value="approve">Approve</button> <button name="answer" value="reject">Reject</button></form>`,
      );
    case "done":
      return page(
        200,
        approved ? "Approved" : "Rejected",
        `${what}<p>Thank you. You can close this page.</p>`,
      );
    case "used":
      return page(410, "Answered already", `${what}<p>This link was used; it works once.</p>`);
    case "expired":
      return page(410, "Too late", `${what}<p>This link has expired.</p>`);
    case "over":
      return page(410, "Not needed any more", `${what}<p>The step does not wait for this answer.</p>`);
  }
}

function page(status: number, title: string, content: string): Reply {
  return {
    status,
    headers: {
      ...dataHeaders,
      "content-security-policy":
        "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      "content-type": "text/html; charset=utf-8",
      "x-robots-tag": "noindex",
    },
    body:
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${title}</title></head><body><main><h1>${title}</h1>${content}</main></body></html>`,
  };
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
