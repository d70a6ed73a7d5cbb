import { sideEffectWithPgClientTransaction } from "postgraphile/@dataplan/pg";
import { access, object } from "postgraphile/grafast";
import { extendSchema, gql } from "postgraphile/utils";
import { RefluxError } from "#db/errors.ts";
import { encryptSecret } from "#db/secrets.ts";

/** Setting a secret is the one mutation that SQL cannot be: the value is encrypted before Postgres, or its log, sees it. */
export const SecretsPlugin: GraphileConfig.Plugin = extendSchema(({ pgResources, pgExecutor }) => ({
  typeDefs: gql`
    extend type Mutation {
      """
      Sets a secret, or replaces it. Its value cannot be read back. What is not said of its bounds stays as it was; a new
      secret without any is for flows of deployers whose token reaches all flows. Errors: RFV06, RFN01, RFP02, RFP17.
      """
      setSecret(input: SetSecretInput!): SetSecretPayload
    }

    input SetSecretInput {
      """
      Up to 63 letters, digits and _; expressions read it as secrets.<name>.
      """
      name: String!
      value: String!
      """
      Slugs of the flows that may read it; * for any.
      """
      flows: [String!]
      """
      Nodes that may read it, as http.request; * for any.
      """
      nodes: [String!]
      """
      Where an attempt that has read it may connect to, as host or host:port; * for anywhere.
      """
      hosts: [String!]
    }

    type SetSecretPayload {
      result: Secret
    }
  `,
  objects: {
    Mutation: {
      plans: {
        setSecret: (_$root, args) => {
          const $stored = sideEffectWithPgClientTransaction(
            pgExecutor,
            object({
              name: args.getRaw(["input", "name"]),
              value: args.getRaw(["input", "value"]),
              flows: args.getRaw(["input", "flows"]),
              nodes: args.getRaw(["input", "nodes"]),
              hosts: args.getRaw(["input", "hosts"]),
            }),
            async (client, { name, value, flows, nodes, hosts }: NewSecret) => {
              if (Buffer.byteLength(value) > longestValue) {
                throw new RefluxError("RFV04", `a secret has at most ${longestValue} bytes`);
              }
              await client.query({
                text: "select reflux_private.store_secret($1, $2, $3, $4, $5)",
                values: [name, encryptSecret(name, value), flows ?? null, nodes ?? null, hosts ?? null],
              });
              return { name };
            },
          );
          return object({ name: access($stored, "name") });
        },
      },
    },
    SetSecretPayload: {
      plans: { result: ($payload) => pgResources["secrets"]?.get({ name: access($payload, "name") }) },
    },
  },
}));

type NewSecret = {
  readonly name: string;
  readonly value: string;
  readonly flows?: readonly string[] | null;
  readonly nodes?: readonly string[] | null;
  readonly hosts?: readonly string[] | null;
};

const longestValue = 65_536;
