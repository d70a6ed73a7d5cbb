/** The ways in which a program writes a text, by name: what a secret may look like where it must not stand. */
export const encodings: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  "upper case": (secret) => secret.toUpperCase(),
  "lower case": (secret) => secret.toLowerCase(),
  "inside a word": (secret) => `token${secret}token`,
  url: encodeURIComponent,
  "url, lower-case hex": (secret) =>
    encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase()),
  "url, every character": everyByte,
  "url of url": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  form: (secret) => new URLSearchParams({ k: secret }).toString(),
  json: (secret) => JSON.stringify({ k: secret }),
  "json in json": (secret) => JSON.stringify({ k: JSON.stringify({ k: secret }) }),
  "json, every character by number": byNumber,
  "json, slashes escaped": (secret) => JSON.stringify(secret).replaceAll("/", "\\/"),
  "url of json": (secret) => encodeURIComponent(JSON.stringify({ k: secret })),
  html: (secret) =>
    secret.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`).replaceAll("&#38;", "&amp;"),
  "html, by hexadecimal number": (secret) =>
    Array.from(secret, (point) => `&#x${(point.codePointAt(0) ?? 0).toString(16)};`).join(""),
  "quoted-printable": (secret) => everyByte(secret).replaceAll("%", "="),
  base64: (secret) => base64(secret),
  "base64, second alignment": (secret) => base64(`u${secret}`),
  "base64, third alignment": (secret) => base64(`u:${secret}`),
  "base64 of Basic": (secret) => `Basic ${base64(`user:${secret}`)}`,
  "base64 before more": (secret) => base64(`${secret} and more of it`),
  "base64 without padding": (secret) => base64(secret).replaceAll("=", ""),
  base64url: (secret) => Buffer.from(`>>>${secret}???`).toString("base64url"),
  "base64 in lines": (secret) => base64(secret.padEnd(80, "~")).replace(/.{16}/g, "$&\r\n"),
  "json of base64 in lines": (secret) =>
    JSON.stringify(base64(secret.padEnd(80, "~")).replace(/.{16}/g, "$&\r\n")),
  "base64 of json": (secret) => base64(JSON.stringify({ k: secret })),
  "base64 of url": (secret) => base64(encodeURIComponent(secret)),
  "base64 of base64": (secret) => base64(base64(`user:${secret}`)),
  "base64 of hex": (secret) => base64(hex(secret)),
  "url of base64": (secret) => encodeURIComponent(base64(`~~~${secret}`)),
  "json of base64": (secret) => JSON.stringify(base64(`???${secret}`)).replaceAll("/", "\\/"),
  hex: (secret) => hex(secret),
  "hex, upper case": (secret) => hex(secret).toUpperCase(),
  "hex after a letter": (secret) => `0xa${hex(secret)}`,
  "hex, apart": (secret) => hex(secret).replace(/..(?=.)/g, "$&:"),
  "hex of base64": (secret) => hex(base64(secret)),
  "javascript, by number": (secret) => everyByte(secret).replaceAll("%", "\\x"),
  "utf-16 in base64": (secret) => Buffer.from(secret, "utf16le").toString("base64"),
};

export const hostileSecrets: Readonly<Record<string, string>> = {
  word: "hunter22",
  token: "sk_live_51Hx+/Qz9=TbmV-0aP",
  marks: `p@ss "w/o\\rd" &<x>%41+1`,
  foreign: "Schlüssel-ключ-🔑-1",
  escapes: "%25\\u0041&amp;=3D%2541",
};

function everyByte(secret: string): string {
  return [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

function byNumber(secret: string): string {
  return secret
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}
