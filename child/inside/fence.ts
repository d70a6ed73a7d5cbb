import { builtinModules, registerHooks } from "node:module";

/**
 * Closes what a stranger's code could reach the world by: modules, globals, the process. Deny by default: only
 * modules that compute are let in. It is a fence; the wall is `isolation.ts`, which holds against code that climbs.
 */
export type Fence = {
  /** Names that lead to one of our own modules. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly refuse: (what: string) => Error;
};

const HARMLESS = namesOf(
  [
    "assert assert/strict buffer constants crypto events path path/posix punycode querystring",
    "stream stream/consumers stream/promises stream/web string_decoder timers timers/promises",
    "url util util/types zlib",
  ].flatMap((line) => line.split(" ")),
);
const BUILTIN = namesOf(builtinModules);
const GLOBALS = ["fetch", "WebSocket", "EventSource", "BroadcastChannel", "localStorage", "sessionStorage"];

export function closeFence({ aliases, refuse }: Fence): void {
  hideDispatchers(refuse);
  for (const name of GLOBALS) {
    if (!Reflect.deleteProperty(globalThis, name))
      Object.defineProperty(globalThis, name, { value: undefined });
  }
  const check = (url: string) => {
    if (url in BUILTIN && !(url in HARMLESS)) throw refuse(`the module ${url}`);
  };
  const known = Object.assign(Object.create(null), aliases);
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier in known) return { url: known[specifier], shortCircuit: true };
      const found = next(specifier, context);
      check(found.url);
      return found;
    },
    load: (url, context, next) => {
      check(url);
      return next(url, context);
    },
  });
  closeLoader();
  Object.defineProperty(globalThis, "process", { value: harmlessProcess(refuse), writable: true });
}

/** Asked with `in` and nothing else: whatever a hostile module makes of the prototypes, this is not heard by them. */
function namesOf(modules: readonly string[]): object {
  const names: Record<string, true> = Object.create(null);
  for (const name of modules) {
    names[name] = true;
    if (!name.startsWith("node:")) names[`node:${name}`] = true;
  }
  return Object.freeze(names);
}

/** The platform's `fetch` keeps its connections under a symbol of the global object. */
function hideDispatchers(refuse: Fence["refuse"]): void {
  // They come to be with the first use of any of these.
  void [new Request("http://localhost/"), new Response(), globalThis.fetch];
  const closed = Object.freeze({
    dispatch: () => {
      throw refuse("the network");
    },
  });
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    if (symbol.description?.startsWith("undici")) Reflect.set(globalThis, symbol, closed);
  }
}

/** A hook registered later is asked first, and could answer for ours. */
function closeLoader(): void {
  const { Module } = process.getBuiltinModule("module");
  for (const name of [
    "registerHooks",
    "register",
    "runMain",
    "enableCompileCache",
    "syncBuiltinESMExports",
  ]) {
    Reflect.deleteProperty(Module, name);
  }
}

/** What packages commonly ask the process for, and nothing that reaches beyond it. */
function harmlessProcess(refuse: Fence["refuse"]): object {
  const { version, versions, platform, arch, release } = process;
  const closed = (name: string) => () => {
    throw refuse(`process.${name}`);
  };
  const ignored = () => undefined;
  return {
    version,
    versions: { ...versions },
    platform,
    arch,
    release: { ...release },
    env: {},
    argv: [],
    execArgv: [],
    browser: false,
    title: "node",
    nextTick: process.nextTick,
    hrtime: process.hrtime,
    uptime: () => performance.now() / 1_000,
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    cwd: () => "/",
    emitWarning: ignored,
    on: ignored,
    once: ignored,
    off: ignored,
    removeListener: ignored,
    exit: closed("exit"),
    abort: closed("abort"),
    kill: closed("kill"),
    binding: closed("binding"),
    dlopen: closed("dlopen"),
    getBuiltinModule: closed("getBuiltinModule"),
  };
}
