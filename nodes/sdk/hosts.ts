/** `api.example.com`, `api.example.com:8443`, `[::1]:3000`, `*.example.com`, or `*` for any. */
export const HOST_PATTERN =
  "^(\\*|(\\*\\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?(:[0-9]{1,5})?|\\[[0-9a-f:.]+\\](:[0-9]{1,5})?)$";

/** Whether a URL's host is one of those a manifest declares. Without a port, an entry means the scheme's own. */
export function declares(hosts: readonly string[], url: URL): boolean {
  const host = url.hostname.toLowerCase().replace(/\.$/, "");
  return hosts.some((entry) => {
    if (entry === "*") return true;
    const [, name = "", port = ""] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (url.port !== (isDefault(port, url) ? "" : port)) return false;
    return name.startsWith("*.") ? host.endsWith(name.slice(1)) : host === name;
  });
}

function isDefault(port: string, { protocol }: URL): boolean {
  return port === "" || (protocol === "http:" ? port === "80" : port === "443");
}
