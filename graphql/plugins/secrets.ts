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
      Sets a secret, or replaces it. Its value cannot be read back. Errors: RFV06, RFP02.
      """
      setSecret(input: SetSecretInput!): SetSecretPayload
    }

    input SetSecretInput {
      """
      Up to 63 letters, digits and _; expressions read it as secrets.<name>.
      """
      name: String!
      value: String!
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
            object({ name: args.getRaw(["input", "name"]), value: args.getRaw(["input", "value"]) }),
            async (client, { name, value }: { name: string; value: string }) => {
              if (Buffer.byteLength(value) > longestValue) {
                throw new RefluxError("RFV04", `a secret has at most ${longestValue} bytes`);
              }
              await client.query({
                text: "select reflux_private.store_secret($1, $2)",
                values: [name, encryptSecret(name, value)],
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

const longestValue = 65_536;
