import type { CodegenConfig } from "@graphql-codegen/cli";

/**
 * Types and hashes of the operations that the app sends, from the committed schema: the one thing that web knows of the
 * rest of the repository, and only here. Operations are `.graphql` files beside what uses them. In the bundle each is its
 * hash alone; `persisted-documents.json` is what the server looks the hash up in, and what "Copy as GraphQL" reads.
 */
const generated = `${import.meta.dirname}/generated/`;

const config: CodegenConfig = {
  schema: `${import.meta.dirname}/../graphql/schema.graphql`,
  documents: `${import.meta.dirname}/src/**/*.graphql`,
  ignoreNoDocuments: true,
  generates: {
    [generated]: {
      preset: "client",
      presetConfig: {
        persistedDocuments: { hashAlgorithm: "sha256", mode: "replaceDocumentWithHash" },
        fragmentMasking: false,
      },
      config: {
        documentMode: "string",
        importExtension: ".ts",
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        defaultScalarType: "unknown",
        scalars: {
          BigInt: "string",
          BigFloat: "string",
          Cursor: "string",
          Datetime: "string",
          JSON: "unknown",
        },
      },
    },
  },
};

export default config;
