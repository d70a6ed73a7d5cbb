import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "postgraphile/graphql";
import { expect, test } from "vitest";
import { type Role, roles } from "../auth/principal.ts";
import { withServer } from "./kit.ts";

/**
 * The least role that each mutation needs. The list of mutations is the schema's own: one that is added fails this test
 * until somebody has decided who may.
 */
const needs: Readonly<Record<string, Role>> = {
  startRun: "operator",
  pauseRun: "operator",
  resumeRun: "operator",
  cancelRun: "operator",
  redriveStep: "operator",
  redriveRun: "operator",
  forkRun: "operator",
  retryNow: "operator",
  signalStep: "operator",
  createLink: "operator",
  deployFlow: "editor",
  setFlowEnabled: "editor",
  archiveFlow: "editor",
  rollbackFlow: "editor",
  setOnFailure: "editor",
  setVar: "editor",
  unsetVar: "editor",
  createFlow: "editor",
  saveDraft: "editor",
  discardDraft: "editor",
  publishDraft: "editor",
  tryStep: "editor",
  duplicateFlow: "editor",
  setFlowDetails: "editor",
  setSecret: "editor",
  deleteSecret: "editor",
  allowSecret: "editor",
  permitFlow: "admin",
  createToken: "admin",
  revokeToken: "admin",
  rotateToken: "admin",
  changeSettings: "admin",
  setFlowRetention: "admin",
  forgetReader: "admin",
};

test("every mutation asks for its role, and refuses everybody below it", async () => {
  await withServer(async ({ server, ask, token }) => {
    const mutations = Object.values(server.engine.schema.getMutationType()?.getFields() ?? {});
    expect(mutations.map(({ name }) => name).toSorted()).toEqual(Object.keys(needs).toSorted());

    expect((await ask("mutation { __typename }")).status).toBe(401);
    for (const role of roles) {
      const as = await token(role);
      for (const mutation of mutations) {
        const { status, errors } = await ask(operation(mutation), {}, as);
        const isAllowed = roles.indexOf(role) >= roles.indexOf(needs[mutation.name] ?? "admin");
        const isRefused = errors.some(({ extensions }) => extensions.code === "RFP02");
        expect({ status, isRefused }, `${mutation.name} as ${role}: ${JSON.stringify(errors)}`).toEqual({
          status: 200,
          isRefused: !isAllowed,
        });
        // Nonsense is told apart from a defect of ours.
        expect(errors.map(({ extensions }) => extensions.code)).not.toContain("RFI01");
      }
    }
  });
});

test("a token of some flows may not do what concerns all of them", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await pool.query("select reflux.create_flow('mine')");
    const as = await token("admin", ["mine"]);

    for (const mutation of [
      `createFlow(input: { slug: "other" })`,
      `permitFlow(input: { flow: "mine" })`,
      `createToken(input: { name: "t", role: "admin" })`,
      `revokeToken(input: { id: "1" })`,
      `changeSettings(input: { maxPayloadBytes: 5 })`,
    ]) {
      const { errors } = await ask(`mutation { ${mutation} { __typename } }`, {}, as);
      expect(errors[0]?.extensions.code, mutation).toBe("RFP02");
    }
    const narrower = await ask(
      `mutation { createToken(input: { name: "t", role: "admin", flows: ["mine"] }) { result { token } } }`,
      {},
      as,
    );
    expect(narrower.data.createToken.result.token).toMatch(/^rfx_[\w-]{43}$/);
  });
});

function operation({ name, args }: GraphQLField<unknown, unknown>): string {
  const given = args.map((arg) => `${arg.name}: ${literal(arg.type)}`).join(", ");
  return `mutation { ${name}(${given}) { __typename } }`;
}

/** A value of a type: every required field, and nothing that exists. */
function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "";
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${literal(field.type)}`).join(", ")} }`;
  }
  const byName: Readonly<Record<string, string>> = {
    BigInt: `"424242"`,
    Int: "424242",
    Boolean: "true",
    JSON: "{}",
  };
  return byName[getNamedType(type).name] ?? `"none-such"`;
}
