/**
 * What the bytes of a message are as text: by their byte order mark, the charset their type or their first line names, or
 * UTF-8. A character is never replaced: what cannot be read whole is a problem, in words that follow "the answer …".
 */
export type Reading = { readonly text: string } | { readonly problem: string };

/** Of the beginning of a message the last character may be in pieces. */
export type Extent = "whole" | "beginning";

export function readText(bytes: Uint8Array, contentType = "", extent: Extent = "whole"): Reading {
  const declared = charsetOf(contentType) ?? charsetWithin(bytes, mediaTypeOf(contentType));
  const charset = charsetOfMark(bytes) ?? declared ?? "utf-8";
  const decoder = decoderOf(charset);
  if (!decoder)
    return { problem: `is in the charset ${JSON.stringify(charset.slice(0, 40))}, which is unknown` };
  try {
    return { text: decoder.decode(bytes, { stream: extent === "beginning" }) };
  } catch {
    return {
      problem: declared
        ? `is not the ${decoder.encoding} it says it is`
        : "is not UTF-8 and names no charset",
    };
  }
}

/** `text/html` of `Text/HTML; charset=utf-8`; empty when there is none. */
export function mediaTypeOf(contentType: string): string {
  return contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

export function charsetOf(contentType: string): string | undefined {
  return parameterOf(contentType, "charset");
}

/** `boundary=x` or `boundary="x"` behind a media type. */
export function parameterOf(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, "i").exec(header);
  return found?.[1]?.replaceAll(/\\(.)/g, "$1") ?? found?.[2];
}

export function isJson(mediaType: string): boolean {
  return /[/+]json$/.test(mediaType);
}

/** Whether a type is one of text. What names a charset is, but for what never is: some servers name one for pictures. */
export function isText(contentType: string): boolean {
  const mediaType = mediaTypeOf(contentType);
  return TEXT.test(mediaType) || (charsetOf(contentType) !== undefined && !BYTES.test(mediaType));
}

const BYTES =
  /^(image|audio|video|font|model|multipart)\/|^application\/(octet-stream|pdf|zip|gzip|wasm|msword|vnd\.|(x-)?protobuf|x-[\w-]*(zip|tar|compressed))/;

const TEXT =
  /^text\/|[/+](json|xml|yaml|toml|csv|sql|graphql|x-www-form-urlencoded|(x-)?ndjson|jsonl|json-seq|jwt|(x-)?(java|ecma)script|x-yaml|x-sh)$/;

/** The three marks of the encoding standard; they win over what is declared. */
function charsetOfMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return undefined;
}

/** XML and HTML may say it themselves, in letters of ASCII. */
function charsetWithin(bytes: Uint8Array, mediaType: string): string | undefined {
  if (!/[/+](xml|html)$/.test(mediaType)) return undefined;
  const start = Array.from(bytes.subarray(0, 1_024), (byte) => String.fromCharCode(byte)).join("");
  const found =
    /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w:.-]+)["']|<meta[^>]*?charset\s*=\s*["']?([\w:.-]+)/i.exec(start);
  return found?.[1] ?? found?.[2];
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return undefined;
  }
}
