import type { Extension } from "@codemirror/state";
import type { Language } from "./types.ts";

/** Each language is a download of its own: a form of JSON fields never fetches the TypeScript parser. */
export async function loadLanguage(language: Language): Promise<Extension> {
  switch (language) {
    case "json": {
      const [{ json, jsonParseLinter }, { linter }] = await Promise.all([
        import("@codemirror/lang-json"),
        import("@codemirror/lint"),
      ]);
      return [json(), linter(jsonParseLinter(), { delay: 300 })];
    }
    case "sql": {
      const { PostgreSQL, sql } = await import("@codemirror/lang-sql");
      return sql({ dialect: PostgreSQL, upperCaseKeywords: false });
    }
    case "typescript": {
      const { javascript } = await import("@codemirror/lang-javascript");
      return javascript({ typescript: true });
    }
    case "yaml": {
      const { yaml } = await import("@codemirror/lang-yaml");
      return yaml();
    }
    // JSONata reads like an expression of JavaScript, and colouring is all that is asked here.
    case "expression": {
      const { javascript } = await import("@codemirror/lang-javascript");
      return javascript();
    }
    case "text":
      return [];
  }
}
