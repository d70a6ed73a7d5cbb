import fc from "fast-check";

/** What expressions are made of, and what is hard to read in them. */
const pieces = (
  "input steps run item index secrets vars total body x price constructor __proto__ `get-it` `prototype` $ $$ $x $i $sum " +
  '$map $eval $nope function "a" \'b\' "__proto__" "}}" "\\"}}" 1 0.5 . , ; : := = < > ? ?? ?: ~> & + - * ** / % ( ) ' +
  "[ ] { } | # @ ^ .. and or in true null /a/i /(?=a)/ /(a)\\1/ /\\}\\}/ /[/x]/ /* */ {{ }} é e\u0301 a$b \u00a0"
).split(" ");

/** Pieces one behind the other, no sense in them. Words stand apart, as people write them. */
export const pieced = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("", " ")), { maxLength: 14 })
  .map((some) =>
    some.reduce(
      (text, [piece, space]) =>
        text + (/[\p{L}\p{N}_$/]$/u.test(text) && /^[\p{L}\p{N}_$]/u.test(piece) ? " " : space) + piece,
      "",
    ),
  );

const name = fc.constantFrom("steps", "input", "run", "a", "b", "x", "`get-it`", "'a'", "in", "é", "e\u0301");

/** Whole expressions: paths, filters, groups, functions, transforms, one in the other. */
const { whole } = fc.letrec<{ whole: string; path: string }>((tie) => ({
  path: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    name,
    fc.constantFrom(
      "steps.a.output",
      "steps.`get-it`.output",
      "$.steps.a",
      "$$.steps.b.output",
      "$",
      "*",
      "%",
    ),
    fc.tuple(tie("path"), name).map(([path, last]) => `${path}.${last}`),
    fc.tuple(tie("path"), tie("whole")).map(([path, filter]) => `${path}[${filter}]`),
    fc.tuple(tie("path"), tie("whole")).map(([path, inner]) => `${path}.(${inner})`),
    fc.tuple(tie("path"), tie("whole")).map(([path, inner]) => `${path}.[${inner}]`),
    fc.tuple(tie("path"), tie("whole")).map(([path, inner]) => `${path}.{'k': ${inner}}`),
    fc.tuple(tie("path"), tie("whole")).map(([path, inner]) => `${path}^(>${inner})`),
  ),
  whole: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie("path"),
    fc.constantFrom("1", "'}}'", "/a\\}\\}/i", "true"),
    fc.tuple(tie("path"), tie("whole")).map(([path, inner]) => `${path}{'k': ${inner}}`),
    fc
      .tuple(
        tie("whole"),
        fc.constantFrom(" / ", " * ", "/", "% ", " & ", " and ", " in ", " = "),
        tie("whole"),
      )
      .map((parts) => parts.join("")),
    fc.tuple(tie("whole"), tie("whole")).map(([a, b]) => `$map(${a}, function($x) { ${b} })`),
    fc.tuple(tie("whole"), tie("whole")).map(([a, b]) => `($x := ${a}; ${b})`),
    fc.tuple(tie("whole"), tie("whole")).map(([a, b]) => `{ 'k': ${a}, 'l': [${b}] }`),
    fc.tuple(tie("path"), tie("path"), tie("whole")).map(([a, b, c]) => `${a} ~> |${b}|{'k': ${c}}|`),
    tie("whole").map((inner) => `(${inner}) /* }} */`),
  ),
}));

export const expressions = fc.oneof(pieced, whole);
