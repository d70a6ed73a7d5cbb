import type { CodegenConfig } from "@graphql-codegen/cli";

/**
 * Types and hashes of the operations that the app sends, from the committed schema: the one thing that web knows of the
 * rest of the repository, and only here. `persisted-documents.json` is what the server allows.
 */
const config: CodegenConfig = {
  schema: `${import.meta.dirname}/../graphql/schema.graphql`,
  documents: [`${import.meta.dirname}/src/**/*.{ts,tsx}`, `!${import.meta.dirname}/src/data/generated/**`],
  ignoreNoDocuments: true,
  generates: {
    [`${import.meta.dirname}/src/data/generated/`]: {
      preset: "client",
      presetConfig: {
        persistedDocuments: { hashAlgorithm: "sha256" },
        fragmentMasking: false,
      },
      config: {
        documentMode: "string",
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        defaultScalarType: "unknown",
        strictScalars: false,
        scalars: {
          BigInt: "string",
          Datetime: "string",
          JSON: "unknown",
          Cursor: "string",
          Interval: "string",
        },
      },
    },
  },
};

export default config;
