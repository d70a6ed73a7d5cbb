import { expect, test } from "vitest";
import { encryptSecret } from "#db/secrets.ts";
import { withTx } from "#db/testing/databases.ts";

process.env["REFLUX_SECRET_KEY"] ??= Buffer.alloc(32, 7).toString("base64");

const roles = "viewer operator editor admin api query".split(" ").map((role) => `reflux_${role}`);
const changes = [
  "update reflux.audit set actor = 'nobody'",
  "delete from reflux.audit",
  "truncate reflux.audit",
  "insert into reflux.audit (actor, role, login, door, act, object) values ('x', 'x', 'x', 'x', 'x', 'x')",
];

test.each(roles)("%s can neither add to the audit nor change it", async (role) => {
  for (const change of changes) {
    await withTx(async (db) => {
      await db.query("select reflux_private.audit('act', 'object')");
      await db.query(`set local role ${role}`);
      await expect(db.query(change)).rejects.toMatchObject({ code: "42501" });
    });
  }
});

test.each(changes.slice(0, 3))("the owner cannot either, nor a superuser by pretence: %s", async (change) => {
  for (const [as, pretence] of [
    ["owner", "select"],
    ["superuser", "set local session_replication_role = replica"],
  ] as const) {
    await withTx(
      async (db) => {
        await db.query("select reflux_private.audit('act', 'object')");
        await db.query(pretence);
        await expect(db.query(change)).rejects.toMatchObject({ code: "RFP22" });
      },
      { as },
    );
  }
});

test("what is done by hand is noted as what is done by a function", async () => {
  await withTx(async (db) => {
    await db.query("select reflux_private.store_secret('s', $1)", [encryptSecret("s", "value")]);
    await db.query("select reflux.create_token('t', 'viewer')");
    const { rows: before } = await db.query<{ id: string }>("select max(id) as id from reflux.audit");
    for (const sql of [
      "update reflux.settings set max_payload_bytes = 77777",
      "update reflux.api_tokens set role = 'admin'",
      "update reflux.api_tokens set hash = 'x'",
      "update reflux.secrets set ciphertext = 'x', updated_at = clock_timestamp()",
      "delete from reflux.secrets",
      "delete from reflux.api_tokens",
    ])
      await db.query(sql);
    // A use is no act.
    await db.query("update reflux.api_tokens set last_used_at = now()");
    const { rows } = await db.query(
      "select act, door, before, after from reflux.audit where id > $1 order by id",
      [before[0]?.id],
    );

    expect(rows.map(({ act }) => act)).toEqual([
      "change settings",
      "change token",
      "change token",
      "set secret",
      "delete secret",
      "delete token",
    ]);
    expect(rows[0]).toMatchObject({ after: { max_payload_bytes: 77_777 } });
    expect(rows[1]).toMatchObject({ before: { role: "viewer" }, after: { role: "admin" } });
  });
});

test("an actor is believed only of those who may set it", async () => {
  await withTx(
    async (db) => {
      await db.query("create role reflux_test_person login in role reflux_admin");
      await db.query("set local session authorization reflux_test_person");
      await db.query("select set_config('reflux.actor', 'somebody else', false)");
      const { rows } = await db.query("select reflux_private.actor() as actor");

      expect(rows).toEqual([{ actor: "reflux_test_person" }]);
    },
    { as: "superuser" },
  );
});

test("a secret without a value is refused by the last door", async () => {
  await withTx(async (db) => {
    await expect(
      db.query("select reflux_private.store_secret('s', $1)", [Buffer.alloc(28)]),
    ).rejects.toMatchObject({ code: "RFV48" });
  });
  for (const empty of ["", " ", "\n", "\t \r\n", "\u00a0"])
    expect(() => encryptSecret("s", empty)).toThrow(expect.objectContaining({ code: "RFV48" }));
});

test("a rotated token works on for its grace, and the new one has the same rights", async () => {
  await withTx(async (db) => {
    const { rows: made } = await db.query("select * from reflux.create_token('ci', 'operator')");
    const { rows } = await db.query("select * from reflux.rotate_token($1, '1 hour')", [made[0]?.["id"]]);
    const { rows: tokens } = await db.query(
      "select role, expires_at < now() + interval '2 hours' as soon, expires_at < now() + interval '91 days' as ends from reflux.api_tokens order by id desc limit 2",
    );

    expect(rows[0]?.["token"]).toMatch(/^rfx_/);
    expect(tokens).toEqual([
      { role: "operator", soon: false, ends: true },
      { role: "operator", soon: true, ends: true },
    ]);
    for (const [id, grace, code] of [
      [made[0]?.["id"], "31 days", "RFV06"],
      [made[0]?.["id"], "-1 day", "RFV06"],
      ["999", "1 day", "RFN07"],
    ]) {
      await db.query("savepoint here");
      await expect(db.query("select reflux.rotate_token($1, $2)", [id, grace])).rejects.toMatchObject({
        code,
      });
      await db.query("rollback to here");
    }
  });
});
