import { NodeError, type Retry } from "./error.ts";

/**
 * Why a request brought no answer, in words that are true: the host was not reached, or it was and spoke no TLS, no HTTP,
 * or hung up. Only the short code of the system is told: full messages repeat addresses and may repeat the URL.
 */
export function networkError(error: unknown, host: string, progress: "asked" | "answering"): NodeError {
  const code = codeWithin(error);
  const kind = KINDS.find(({ codes }) => codes.test(code)) ?? BROKEN[progress];
  const { raises = "RFX02", retry = "backoff", hint } = kind;
  return new NodeError(raises, `${host} ${kind.says}: ${code}`, {
    retry,
    detail: { cause: kind.cause, code },
    ...(hint === undefined ? {} : { hint }),
  });
}

interface Kind {
  readonly cause: "unreachable" | "tls" | "http" | "encoding" | "size" | "request" | "connection";
  readonly says: string;
  readonly raises?: string;
  readonly retry?: Retry;
  readonly hint?: string;
}

const BROKEN: Readonly<Record<"asked" | "answering", Kind>> = {
  asked: { cause: "connection", says: "hung up without an answer" },
  answering: { cause: "connection", says: "broke off its answer" },
};

const KINDS: readonly (Kind & { readonly codes: RegExp })[] = [
  {
    codes:
      /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|E(HOST|NET)(UNREACH|DOWN)|EADDRNOTAVAIL|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    cause: "unreachable",
    says: "cannot be reached",
  },
  {
    codes: /CERT|SIGNATURE|SELF_SIGNED|CRL|^ERR_(SSL|TLS)_|^EPROTO$/,
    cause: "tls",
    says: "answered, but offers no safe connection",
    hint: "Its certificate or its TLS is at fault; or it speaks plain http.",
  },
  {
    codes: /^HPE_|^HTTPParserError$|^UND_ERR_(HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH|RESPONSE)/,
    cause: "http",
    says: "answered what is not right as HTTP",
    hint: "Is it an HTTP server, and http or https as the URL says?",
  },
  {
    codes: /^(Z_|BR_|ZSTD_|ERR_(_ERROR|BROTLI|ZSTD|PADDING))/,
    cause: "encoding",
    says: "answered a body that cannot be unpacked",
    raises: "RFX06",
    retry: "never",
    hint: "It is not in the content-encoding that its headers name.",
  },
  {
    codes: /^UND_ERR_RES_EXCEEDED_MAX_SIZE$/,
    cause: "size",
    says: "answered more than a worker takes",
    raises: "RFL05",
    retry: "never",
  },
  {
    codes: /^UND_ERR_(INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/,
    cause: "request",
    says: "was sent nothing, since the request is malformed",
    raises: "RFV08",
    retry: "never",
  },
];

export function codeWithin(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
    if (at.name === "HTTPParserError") return at.name;
    if (at instanceof AggregateError) return codeWithin(at.errors[0]);
  }
  return "network error";
}
