/**
 * JSON Schema as REFLUX reads it: a list of keywords of draft 2020-12, and nothing else. Written twice, here and in SQL
 * (reflux_private.schema_problems, schema_defects), and held together by sql/tests/schema_problems.
 */
export { schemaDefects } from "./defects.ts";
export { exampleOf } from "./example.ts";
export { FORMATS } from "./formats.ts";
export { KEYWORDS } from "./keywords.ts";
export { portablePattern } from "./pattern.ts";
export { type SchemaProblem, schemaProblems } from "./problems.ts";
