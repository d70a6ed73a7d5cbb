import { makeHTMLParts, ruruHTML } from "ruru/server";
import { getStaticFile } from "ruru/static";
import { ruruPolicy } from "../http/headers.ts";
import { problemAs } from "../http/reply.ts";
import type { Route } from "../http/route.ts";

/** GraphiQL in development, from files of the package: the page asks nobody else for anything. */
export function ruruRoutes(): readonly Route[] {
  const config = { endpoint: "/graphql", subscriptionEndpoint: "/graphql", staticPath };
  const html = ruruHTML(config, makeHTMLParts(config));
  return [
    {
      name: "ruru",
      methods: ["GET"],
      path: "/ruru",
      access: "token",
      handle: async () => ({
        status: 200,
        headers: {
          "content-type": "text/html; charset=utf-8",
          "cache-control": "no-cache",
          "content-security-policy": ruruPolicy,
        },
        body: html,
      }),
    },
    {
      name: "ruru-static",
      methods: ["GET"],
      path: `${staticPath}*`,
      access: "token",
      async handle({ path, request }) {
        const acceptEncoding = request.headers["accept-encoding"]?.toString();
        const file = await getStaticFile({ staticPath, urlPath: path, acceptEncoding });
        if (!file) return problemAs(404, "RFN08", "there is no such file");
        if (request.headers["if-none-match"] === file.headers["etag"]) return { status: 304 };
        return { status: 200, headers: file.headers, body: file.content };
      },
    },
  ];
}

const staticPath = "/ruru-static/";
