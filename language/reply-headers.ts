/**
 * Headers of an answer that are for the server to say: they belong to the connection, or to the safety of the app, from whose
 * origin every webhook answers. The node `webhook.reply` refuses them, and the server sends none.
 */
export const RESERVED_REPLY_HEADERS: readonly string[] = [
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-allow-origin",
  "access-control-expose-headers",
  "access-control-max-age",
  "clear-site-data",
  "connection",
  "content-encoding",
  "content-length",
  "content-security-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "date",
  "keep-alive",
  "permissions-policy",
  "referrer-policy",
  "service-worker-allowed",
  "set-cookie",
  "strict-transport-security",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-content-type-options",
  "x-frame-options",
  "x-request-id",
];
