/**
 * Ways out of a node's process. Each is the body of an async function of `ctx` and `at` (places of this machine that
 * it wants); whatever it gives but null, undefined and empty text is an escape, and so is a call that the listener hears.
 */
export const escapes: Readonly<Record<string, string>> = {
  ...modules(),
  ...environment(),
  ...files(),
  ...loaders(),
  ...globals(),
  ...prototypes(),
  ...context(),
};

/** What the attacks aim at. */
export type Targets = {
  readonly port: number;
  readonly socket: string;
  readonly secret: string;
  readonly neighbour: string;
};

/** A module, and what one would do with it. Crossed with every way to get a module. */
function modules(): Record<string, string> {
  const uses: Readonly<Record<string, string>> = {
    net: `await new Promise((ok, no) => m.connect(at.port, "127.0.0.1").on("connect", () => ok("in")).on("error", no))`,
    tls: `await new Promise((ok, no) => m.connect(at.port, "127.0.0.1").on("error", no))`,
    http: `await new Promise((ok, no) => m.get("http://127.0.0.1:" + at.port, ok).on("error", no)), "in"`,
    https: `await new Promise((ok, no) => m.get("https://127.0.0.1:" + at.port, ok).on("error", no)), "in"`,
    http2: `await new Promise((ok, no) => m.connect("http://127.0.0.1:" + at.port).on("connect", () => ok("in")).on("error", no))`,
    dgram: `await new Promise((ok) => m.createSocket("udp4").send("x", at.port, "127.0.0.1", (e) => ok(e ? null : "sent")))`,
    dns: `await new Promise((ok, no) => m.lookup("localhost", (e, a) => (e ? no(e) : ok(a))))`,
    "dns/promises": `(await m.lookup("localhost")).address`,
    child_process: `m.execSync("id").toString()`,
    worker_threads: `String(new m.Worker("1", { eval: true }))`,
    cluster: `String(m.fork())`,
    inspector: `m.open(0), m.url()`,
    fs: `m.readFileSync("/etc/passwd", "utf8")`,
    "fs/promises": `await m.readFile("/etc/passwd", "utf8")`,
    sqlite: `String(new m.DatabaseSync("/tmp/x.db"))`,
    os: `m.hostname()`,
    process: `JSON.stringify(m.env ?? m.default.env)`,
    vm: `m.runInThisContext("this.constructor.constructor('return process')().mainModule ?? 'vm'")`,
    v8: `m.setFlagsFromString("--allow-natives-syntax") ?? "v8"`,
    module: `String(m.registerHooks ?? m.createRequire)`,
    repl: `String(m.start)`,
    wasi: `String(new m.WASI({ version: "preview1" }))`,
    test: `String(m.run())`,
    async_hooks: `String(m.createHook)`,
    diagnostics_channel: `String(m.channel("undici:client:connected"))`,
    perf_hooks: `String(m.performance)`,
    trace_events: `String(m.createTracing)`,
    readline: `String(m.createInterface)`,
    tty: `String(m.ReadStream)`,
    domain: `String(m.create)`,
    undici: `String(m.fetch)`,
    sea: `String(m.getAsset)`,
  };
  const ways: Readonly<Record<string, (name: string) => string>> = {
    import: (name) => `await import("node:${name}")`,
    require: (name) => `(await import("./ways.cjs")).default.require("node:${name}")`,
    load: (name) => `(await import("./ways.cjs")).default.load("${name}")`,
  };
  return Object.fromEntries(
    Object.entries(ways).flatMap(([way, get]) =>
      Object.entries(uses).map(([name, use]) => [
        `${name} by ${way}`,
        `const m = ${get(name)}; if (m === undefined) return; return ${use};`,
      ]),
    ),
  );
}

function environment(): Record<string, string> {
  const names = [
    "DATABASE_URL",
    "REFLUX_SECRET_KEY",
    "REFLUX_HOME",
    "PGPASSWORD",
    "npm_config_registry",
    "HOME",
    "PATH",
  ];
  const ways: Readonly<Record<string, (name: string) => string>> = {
    "process.env": (name) => `return process.env[${JSON.stringify(name)}];`,
    Function: (name) => `return Function("return process.env." + ${JSON.stringify(name)})();`,
    eval: (name) => `return (0, eval)("process.env." + ${JSON.stringify(name)});`,
  };
  const made = Object.entries(ways).flatMap(([way, read]) =>
    names.map((name) => [`${name} by ${way}`, read(name)] as const),
  );
  return {
    ...Object.fromEntries(made),
    "the arguments": `return process.argv.join() || process.execArgv.join();`,
    "the report": `return JSON.stringify(process.report?.getReport());`,
    "the environment of the caller": `return (await import("./ways.cjs")).default.environment();`,
  };
}

function files(): Record<string, string> {
  const paths: Readonly<Record<string, string>> = {
    "/etc/passwd": `"/etc/passwd"`,
    "the secret key": "at.secret",
    "another node's file": "at.neighbour",
    "/proc/self/environ": `"/proc/self/environ"`,
  };
  const ways: Readonly<Record<string, (path: string) => string>> = {
    "import as JSON": (path) => `return JSON.stringify(await import(${path}, { with: { type: "json" } }));`,
    "import as code": (path) => `return JSON.stringify(await import("file://" + ${path}));`,
    require: (path) => `return JSON.stringify((await import("./ways.cjs")).default.require(${path}));`,
    "a stack trace": (path) => `Error.prepareStackTrace = (_, s) => s; const e = new Error(); void e.stack;
      return e.stack.map((s) => s.getFunction?.() ?? s.getThis?.()).find((f) => f)?.constructor("return " + ${path})() && null;`,
  };
  return Object.fromEntries(
    Object.entries(ways).flatMap(([way, read]) =>
      Object.entries(paths).map(([name, path]) => [`${name} by ${way}`, read(path)]),
    ),
  );
}

function loaders(): Record<string, string> {
  const ways = "(await import('./ways.cjs')).default";
  return {
    "a hook of its own": `return ${ways}.hook("node:net");`,
    "the loader's cache": `return ${ways}.cache("net");`,
    "a patched resolver": `return ${ways}.resolver("net");`,
    "createRequire of the loader": `return ${ways}.create("node:net");`,
    "the main module": `return ${ways}.main();`,
    "an addon": `return ${ways}.extension();`,
    "process.mainModule": "return process.mainModule;",
    "process.getBuiltinModule": `return String(process.getBuiltinModule("net"));`,
    "process.binding": `return String(process.binding("tcp_wrap"));`,
    "process._linkedBinding": `return process._linkedBinding && String(process._linkedBinding("tcp_wrap"));`,
    "process.dlopen": `return process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6") ?? "loaded";`,
    "process._getActiveHandles": `return process._getActiveHandles && String(process._getActiveHandles());`,
    "process.channel": "return process.channel && String(process.channel);",
    "process.send": `return process.send && String(process.send("x"));`,
    "process.stdout": "return process.stdout && String(process.stdout.constructor);",
    "process.stdin": "return process.stdin && String(process.stdin.constructor);",
    "process.execve": `return process.execve && (process.execve("/bin/sh"), "ran");`,
    "process.chdir": `return process.chdir && (process.chdir("/"), "moved");`,
    "process.setuid": `return process.setuid && (process.setuid(0), "root");`,
    "process.loadEnvFile": `return process.loadEnvFile && (process.loadEnvFile("/etc/environment"), "read");`,
    "process.kill of the parent": `return process.kill(process.ppid ?? 1, 0) && "alive";`,
    "process.exit": `process.exit(0); return "ended";`,
    "process.abort": `process.abort(); return "ended";`,
    "process.constructor": `return process.constructor.constructor("return this")().process.env?.DATABASE_URL;`,
    "data: URL": `return (await import("data:text/javascript,import net from 'node:net';export default String(net.connect)")).default;`,
    "http: URL": `return String(await import("http://127.0.0.1:" + at.port + "/x.mjs"));`,
    "the engine's own modules": `return String(await import("#db/client.ts"));`,
    "the driver": `return String((await import("pg")).default.Client);`,
    "our undici": `const u = await import("undici"); return String((await u.request("http://127.0.0.1:" + at.port)).statusCode);`,
    "our ws": `const w = (await import("ws")).default; return await new Promise((ok, no) => new w("ws://127.0.0.1:" + at.port).on("open", () => ok("in")).on("error", no));`,
  };
}

function globals(): Record<string, string> {
  const url = `"http://127.0.0.1:" + at.port`;
  return {
    fetch: `return (await fetch(${url})).status;`,
    "globalThis.fetch": `return (await globalThis["fet" + "ch"](${url})).status;`,
    "fetch of a new realm": `return (await Function("return fetch")()(${url})).status;`,
    WebSocket: `return await new Promise((ok, no) => { const w = new WebSocket("ws://127.0.0.1:" + at.port); w.onopen = () => ok("in"); w.onerror = no; });`,
    EventSource: `return await new Promise((ok, no) => { const s = new EventSource(${url}); s.onopen = () => ok("in"); s.onerror = no; });`,
    "the global dispatcher": `for (const s of Object.getOwnPropertySymbols(globalThis)) { const d = globalThis[s];
      if (d?.dispatch) return await new Promise((ok, no) => d.dispatch({ origin: ${url}, path: "/", method: "GET" },
        { onConnect() {}, onRequestStart() {}, onHeaders: ok, onResponseStart: ok, onError: no, onResponseError: (_, e) => no(e) })), "in"; }`,
    "a dispatcher by its request": `const r = new Request(${url}); return Reflect.ownKeys(r).map((k) => r[k]?.dispatcher).find((d) => d) && "dispatcher";`,
    Worker: `return String(new Worker("data:text/javascript,1"));`,
    "navigator.sendBeacon": "return navigator.sendBeacon && String(navigator.sendBeacon);",
    BroadcastChannel: `return String(new BroadcastChannel("x"));`,
    localStorage: `return localStorage && "storage";`,
    "wasm with imports": `const m = new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0])); return WebAssembly.Module.imports(m).length || null;`,
    "wasm streaming": `return String(await WebAssembly.compileStreaming(fetch(${url})));`,
    "this of a sloppy function": `return Function("return this")().process?.mainModule;`,
    "an async function's constructor": `return await (async () => {}).constructor("return (await import('node:net')).connect")() && "net";`,
    "a generator's constructor": `return (function* () {}).constructor("yield process.env.DATABASE_URL")().next().value;`,
    "a timer's constructor": `const t = setTimeout(() => 0); clearTimeout(t); return t.constructor.constructor("return process.env.DATABASE_URL")();`,
    "console's streams": `return console._stdout && String(console._stdout.constructor);`,
    "a promise's prototype": `const then = Promise.prototype.then; let seen; Promise.prototype.then = function (...a) { if (this?.secret) seen = "seen"; return then.apply(this, a); };
      await ctx.artifacts.put(new Uint8Array(1)); Promise.prototype.then = then; return seen;`,
    "the prototype of all": `Object.prototype.hosts = ["*"]; Object.prototype.url = ${url}; try { return (await ctx.fetch(${url})).status; } finally { delete Object.prototype.hosts; delete Object.prototype.url; }`,
    "the prototype of arrays": `const some = Array.prototype.some; Array.prototype.some = () => true; try { return (await ctx.fetch(${url})).status; } finally { Array.prototype.some = some; }`,
  };
}

/** What the fence itself might call. */
function prototypes(): Record<string, string> {
  const methods = [
    "Set.prototype.has = () => true",
    "Map.prototype.get = () => true",
    "String.prototype.startsWith = () => false",
    "String.prototype.includes = () => true",
    "String.prototype.slice = () => 'crypto'",
    "Array.prototype.includes = () => true",
    "Array.prototype.some = () => true",
    "Object.prototype['node:net'] = true",
    "Object.prototype.x = 'node:net'",
    "Object.freeze = (o) => o",
    "Object.hasOwn = () => true",
    "Function.prototype.call = () => true",
    "Function.prototype.apply = () => true",
    "Reflect.apply = () => true",
    "RegExp.prototype.exec = () => null",
    "RegExp.prototype.test = () => true",
    "Symbol.iterator && (Array.prototype[Symbol.iterator] = function* () {})",
  ];
  return Object.fromEntries(
    methods.flatMap((spoil) =>
      ["node:net", "net", "x"].map((name) => [
        `${name} after ${spoil}`,
        `const m = await import("./spoil.mjs"); return await m.spoiled(() => { ${spoil}; }, ${JSON.stringify(name)}, at);`,
      ]),
    ),
  );
}

/** Puts everything back afterwards, since the process goes on. */
export const SPOIL = `
const own = [Object, Object.prototype, Array.prototype, String.prototype, Set.prototype, Map.prototype,
  Function.prototype, RegExp.prototype, Reflect].map((o) => [o, Object.getOwnPropertyDescriptors(o)]);
const { defineProperty } = Object;
const { ownKeys } = Reflect;
export const spoiled = async (spoil, name, at) => {
  let loading;
  try {
    spoil();
    loading = import(name);
  } finally {
    for (let i = 0; i < own.length; i++) {
      const [o, was] = [own[i][0], own[i][1]];
      const keys = ownKeys(was);
      for (let k = 0; k < keys.length; k++) if (was[keys[k]].configurable) defineProperty(o, keys[k], was[keys[k]]);
    }
    delete Object.prototype["node:net"];
    delete Object.prototype.x;
  }
  const { connect } = await loading;
  return connect && "net";
};
`;

function context(): Record<string, string> {
  const hosts = [
    `"http://127.0.0.1:" + at.port`,
    `"http://localhost:" + at.port`,
    `"http://[::1]:" + at.port`,
    `"http://2130706433:" + at.port`,
    `"http://0x7f.1:" + at.port`,
    `"http://declared.test@127.0.0.1:" + at.port`,
    `"http://127.0.0.1:" + at.port + "#declared.test"`,
    `"http://127.0.0.1:" + at.port + "/?declared.test"`,
    `"http://declared.test.evil.test/"`,
    `"http://evildeclared.test/"`,
    `"http://declared.test:81/"`,
    `"http://declared.test./../"`.replace("./../", ":1/"),
    `"file:///etc/passwd"`,
    `"data:text/plain,x"`,
    `"blob:nodedata:x"`,
    `"gopher://127.0.0.1/"`,
    `"http://169.254.169.254/latest/meta-data/"`,
  ];
  const fetches = hosts.map((url, index) => [
    `ctx.fetch ${index + 1} ${url}`,
    `return (await ctx.fetch(${url})).status;`,
  ]);
  const secrets = [`"other"`, `"__proto__"`, `"constructor"`, `"x".repeat(1e6)`, `""`, `["named"]`].map(
    (name) => [`ctx.secret ${name}`, `return await ctx.secret(${name});`],
  );
  return {
    ...Object.fromEntries([...fetches, ...secrets]),
    "a redirect to loopback": `return (await ctx.fetch("http://declared.test/redirect")).status;`,
    "a context of its own making": `return (await ctx.fetch.call({ hosts: ["*"] }, "http://127.0.0.1:" + at.port)).status;`,
    "a request that lies": `return (await ctx.fetch({ url: "http://127.0.0.1:" + at.port, toString: () => "http://127.0.0.1:" + at.port })).status;`,
    "a dispatcher of its own": `return (await ctx.fetch("http://127.0.0.1:" + at.port, { dispatcher: { dispatch() {} } })).status;`,
    "an upgrade": `return (await ctx.fetch("http://127.0.0.1:" + at.port, { headers: { connection: "upgrade", upgrade: "x" } })).status;`,
    "another host by header": `return (await ctx.fetch("http://127.0.0.1:" + at.port, { headers: { host: "declared.test" } })).status;`,
  };
}

/** A package as npm brings them: the old kind of module, which has more of the loader at hand. */
export const WAYS = `
exports.require = (name) => require(name);
exports.load = (name) => module.constructor._load(name, module, false);
exports.environment = () => JSON.stringify(module.constructor._load("process").env);
exports.main = () => require.main && String(require.main.require("net").connect);
exports.cache = (name) => Object.values(require.cache).map((m) => m.require("node:" + name)).length;
exports.create = (name) => String(module.constructor.createRequire(__filename)(name).connect);
exports.extension = () => require.extensions[".node"](module, "/lib/x86_64-linux-gnu/libc.so.6") ?? "loaded";
exports.hook = (url) => {
  module.constructor.registerHooks({ resolve: () => ({ url, format: "builtin", shortCircuit: true }) });
  return String(require("anything").connect);
};
exports.resolver = (name) => {
  const old = module.constructor._resolveFilename;
  module.constructor._resolveFilename = () => name;
  try {
    return String(require("anything").connect);
  } finally {
    module.constructor._resolveFilename = old;
  }
};
`;
