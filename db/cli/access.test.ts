import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { decryptSecret } from "../secrets.ts";
import { reflux, refluxJson } from "../testing/command.ts";
import { withDb } from "../testing/databases.ts";

test("a token is printed alone and once, listed without itself, and revoked", async () => {
  await withDb(async ({ url }) => {
    const env = { DATABASE_URL: url };

    const made = await reflux(["token", "create", "ci", "--role", "operator", "--expires", "90 days"], {
      env,
    });
    const [listed] = await refluxJson<readonly Record<string, unknown>[]>(["token", "list"], { env });
    const revoked = await reflux(["token", "revoke", String(listed?.["id"])], { env });
    const table = await reflux(["token", "list"], { env });

    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rfx_[\w-]{40,}\n$/) });
    expect(listed).toMatchObject({ name: "ci", role: "operator", flows: null, revoked_at: null });
    expect(JSON.stringify(listed)).not.toContain(made.stdout.trim());
    expect(revoked.code).toBe(0);
    expect(table.stdout).toMatch(/ci +operator .*revoked/);
  });
});

test("a token for a flow that does not exist is refused", async () => {
  await withDb(async ({ url }) => {
    const { code, stderr } = await reflux(["token", "create", "x", "--flow", "none"], {
      env: { DATABASE_URL: url },
    });

    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/^RFN01 /) });
  });
});

test("a secret comes from the standard input and is never shown or stored in the clear", async () => {
  await withDb(async ({ url, pool }) => {
    const env = { DATABASE_URL: url, REFLUX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64") };

    const set = await reflux(["secret", "set", "crm_token"], { env, input: "hunter2-hunter2\n" });
    const listed = await reflux(["secret", "list"], { env });
    const { rows } = await pool.query<{ bytes: Buffer }>("select ciphertext as bytes from reflux.secrets");
    const deleted = await reflux(["secret", "delete", "crm_token"], { env });
    const gone = await reflux(["secret", "delete", "crm_token"], { env });

    expect(set.code).toBe(0);
    expect(listed.stdout).toMatch(/^crm_token /m);
    expect(set.stdout + listed.stdout).not.toContain("hunter2");
    expect(rows[0]?.bytes.includes("hunter2")).toBe(false);
    expect([deleted.code, gone.code]).toEqual([0, 4]);
  });
});

test.each([
  ["", "an empty value is no secret"],
  ["x", "is not a name for a secret"],
])("a secret of %j under a bad name or without a value is refused", async (input, says) => {
  await withDb(async ({ url }) => {
    const env = { DATABASE_URL: url, REFLUX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64") };

    const { code, stderr } = await reflux(["secret", "set", "no-name"], { env, input });

    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });
});

test("a secret is bound to flows and hosts, and a flow is permitted what its deployer does not reach", async () => {
  await withDb(async ({ url, pool }) => {
    const env = { DATABASE_URL: url, REFLUX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64") };
    for (const slug of ["orders", "invoices"]) await pool.query("select reflux.create_flow($1)", [slug]);

    await reflux(["secret", "set", "crm", "--flow", "orders", "--host", "crm.example.com"], {
      env,
      input: "hunter2",
    });
    const allowed = await reflux(["secret", "allow", "crm", "--flow", "invoices", "--node", "http.request"], {
      env,
    });
    const listed = await refluxJson<readonly object[]>(["secret", "list"], { env });
    await reflux(["permit", "orders", "--call", "invoices"], { env });
    const permitted = await refluxJson<object>(["permit", "orders", "--sql-role", "reflux_query"], { env });
    const wrong = await reflux(["permit", "orders", "--host", "https://x"], { env });

    expect(allowed.code).toBe(0);
    expect(listed).toMatchObject([
      { flows: ["invoices", "orders"], nodes: ["http.request"], hosts: ["crm.example.com"] },
    ]);
    expect(permitted).toMatchObject({ calls: ["invoices"], hosts: null, sql_role: "reflux_query" });
    expect(wrong.stderr).toMatch(/^RFV06 /);
  });
});

/**
 * Every command that changes something administrative, and the act it leaves behind. The list of commands is the program's
 * own: one that is added to these groups fails this test until it is walked, too.
 */
test("every administrative command leaves a row of the audit: who, from the command line, and no secret", async () => {
  const program = readFileSync(new URL("../../reflux.ts", import.meta.url), "utf8");
  const groups = [...program.matchAll(/^(token|secret)\n {2}\.command\("([\w-]+)/gm)];
  await withDb(async ({ url, pool }) => {
    const [first, second] = [7, 8].map((byte) => Buffer.alloc(32, byte).toString("base64"));
    const env = { DATABASE_URL: url, REFLUX_SECRET_KEY: first ?? "" };
    const rotated = { ...env, REFLUX_SECRET_KEY: second ?? "", REFLUX_SECRET_KEY_OLD: first ?? "" };
    const walk: readonly (readonly [
      command: string,
      act: string,
      env: Record<string, string>,
      input?: string,
    ])[] = [
      ["token create ci", "create token", env],
      ["token rotate 1", "create token", env],
      ["token revoke 1", "revoke token", env],
      ["secret set crm", "set secret", env, "hunter2-hunter2\n"],
      ["secret allow crm --host crm.example.com", "set secret", env],
      ["secret rotate-key", "rotate key", rotated],
      ["secret delete crm", "delete secret", rotated],
    ];
    const walked = walk.map(([command]) => command.split(" ").slice(0, 2).join(" "));
    expect([...walked, "token list", "secret list"].toSorted()).toEqual(
      groups.map(([, group, verb]) => `${group} ${verb}`).toSorted(),
    );

    for (const [command, act, environment, input] of walk) {
      const { code, stderr } = await reflux(command.split(" "), {
        env: environment,
        ...(input === undefined ? {} : { input }),
      });
      expect(code, `${command}: ${stderr}`).toBe(0);
      if (command === "secret rotate-key") {
        const { rows } = await pool.query<{ bytes: Buffer }>(
          "select ciphertext as bytes from reflux.secrets",
        );
        vi.stubEnv("REFLUX_SECRET_KEY", second ?? "");
        expect(decryptSecret("crm", rows[0]?.bytes ?? Buffer.alloc(0))).toBe("hunter2-hunter2");
        vi.unstubAllEnvs();
      }
      const acts = await refluxJson<readonly Record<string, unknown>[]>(["audit", "--limit", "3"], { env });
      expect(acts, command).toContainEqual(expect.objectContaining({ act, door: "command line" }));
      expect(acts[0]?.["actor"], command).toMatch(/\(command line\)$/);
      expect(JSON.stringify(acts)).not.toMatch(/hunter2|rfx_[\w-]{10}/);
    }
  });
});
