const DATE =
  "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)" +
  "|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
const CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
const TIME = `${CLOCK}:[0-5][0-9](?:\\.[0-9]+)?(?:[Zz]|[+\\-]${CLOCK})`;
const DAYS = "(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)";
const HOURS = "T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)";
const BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const IPV4 = `${BYTE}(?:\\.${BYTE}){3}`;
const WORD = "[0-9A-Fa-f]{1,4}";
const WORDS = `(?:${WORD}:)`;
const LAST = `(?:${WORD}:${WORD}|${IPV4})`;
const IPV6 = `(?:${[
  `${WORDS}{6}${LAST}`,
  `::${WORDS}{5}${LAST}`,
  `(?:${WORD})?::${WORDS}{4}${LAST}`,
  `(?:${WORDS}{0,1}${WORD})?::${WORDS}{3}${LAST}`,
  `(?:${WORDS}{0,2}${WORD})?::${WORDS}{2}${LAST}`,
  `(?:${WORDS}{0,3}${WORD})?::${WORDS}${LAST}`,
  `(?:${WORDS}{0,4}${WORD})?::${LAST}`,
  `(?:${WORDS}{0,5}${WORD})?::${WORD}`,
  `(?:${WORDS}{0,6}${WORD})?::`,
].join("|")})`;
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?";
const HOST = `${LABEL}(?:\\.${LABEL})*`;
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-]+";
const MARK = "(?:[A-Za-z0-9._~!$&'()*+,;=\\-]|%[0-9A-Fa-f]{2})";
const CHAR = "(?:[A-Za-z0-9._~!$&'()*+,;=:@\\-]|%[0-9A-Fa-f]{2})";
const TAIL = "(?:[A-Za-z0-9._~!$&'()*+,;=:@/?\\-]|%[0-9A-Fa-f]{2})*";

/**
 * The formats that are asserted, each as the pattern of its texts; no schema may name another. The same list as in
 * reflux_private.format_pattern. A minute has 60 seconds: no clock here counts leap seconds.
 */
export const FORMATS: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    date: DATE,
    time: TIME,
    "date-time": `${DATE}[Tt]${TIME}`,
    duration: `P(?:${DAYS}(?:${HOURS})?|${HOURS}|[0-9]+W)`,
    ipv4: IPV4,
    ipv6: IPV6,
    hostname: `(?=.{1,253}$)${HOST}`,
    email: `(?:${ATOM}(?:\\.${ATOM})*|"(?:[^"\\\\\\u0000-\\u001f]|\\\\[^\\u0000-\\u001f])+")@(?:${HOST}|\\[${IPV4}\\]|\\[IPv6:${IPV6}\\])`,
    uri:
      `[A-Za-z][A-Za-z0-9+.\\-]*:(?://(?:(?:${MARK}|:)*@)?(?:\\[(?:${IPV6}|[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:\\-]+)\\]|${MARK}*)` +
      `(?::[0-9]*)?(?:/${CHAR}*)*|/?${CHAR}+(?:/${CHAR}*)*|/|)(?:\\?${TAIL})?(?:#${TAIL})?`,
    uuid: "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
  }).map(([name, pattern]) => [name, new RegExp(`^(?:${pattern})$`, "u")]),
);
