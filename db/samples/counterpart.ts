import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/**
 * The other side of the sample flows: a warehouse, a customer register, exchange rates, and the shop that wants to be
 * told. A real HTTP server, on loopback only, that `reflux dev` starts; REFLUX knows it by nothing but its address.
 *
 * Two articles make trouble on purpose. UNICORN is unknown: 422, and no retry helps. BUSY is asked for too early: each
 * order is told 503 and `Retry-After: 1` once, and then served.
 */
export type Counterpart = AsyncDisposable & {
  readonly url: string;
  /** `127.0.0.1:7310`, as the HTTP guard's allow-list wants it. */
  readonly address: string;
  /** What the shop has been told, oldest first; the last thousand. */
  readonly confirmations: readonly unknown[];
};

export async function startCounterpart(port: number): Promise<Counterpart> {
  const confirmations: unknown[] = [];
  const server = createServer(answerer(confirmations));
  await listenOn(server, port).catch(async () => await listenOn(server, 0));
  // A server that listens on TCP has such an address.
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${address}`,
    address,
    confirmations,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Port 7310 may be somebody else's; then any free one will do. */
async function listenOn(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

function answerer(confirmations: unknown[]) {
  const turnedAway = new Set<string>();
  const reservations = new Map<string, Answer>();

  const reserve = (order: unknown, key: string): Answer => {
    const before = reservations.get(key);
    // A request that comes twice with one key is one reservation.
    if (before) return before;
    const articles = skusOf(order);
    const unknown = articles.find((sku) => !Object.hasOwn(stock, sku) && sku !== "BUSY");
    if (unknown !== undefined || articles.length === 0)
      return refuse(422, `unknown article ${unknown ?? ""}`);
    if (articles.includes("BUSY") && !turnedAway.has(key)) {
      turnedAway.add(key);
      return { ...refuse(503, "come back in a second"), headers: { "retry-after": "1" } };
    }
    const number = `R-${String(reservations.size + 1).padStart(4, "0")}`;
    const answer = { status: 201, body: { reservation: number, ships_on: tomorrow() } };
    reservations.set(key, answer);
    return answer;
  };

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const [, kind = "", id = ""] = new URL(request.url ?? "/", "http://counterpart").pathname.split("/");
    const route = `${request.method} /${kind}`;
    if (route === "POST /reservations")
      return reserve(await json(request), header(request, "idempotency-key"));
    if (route === "POST /confirmations") {
      confirmations.push(await json(request));
      confirmations.splice(0, confirmations.length - 1_000);
      return { status: 200, body: { received: true } };
    }
    if (route === "GET /confirmations") return { status: 200, body: confirmations };
    const shelf = route.startsWith("GET ") ? shelves[kind] : undefined;
    const found = shelf && Object.hasOwn(shelf, id) ? shelf[id] : undefined;
    return found ? { status: 200, body: found } : refuse(404, `no ${kind} ${id}`);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request)
      .catch((error: unknown) => refuse(400, error instanceof Error ? error.message : String(error)))
      .then(({ status, body, headers }) => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(JSON.stringify(body));
      })
      .catch(() => response.destroy());
  };
}

function refuse(status: number, error: string): Answer {
  return { status, body: { error: error.trim() } };
}

function skusOf(order: unknown): readonly string[] {
  if (typeof order !== "object" || order === null || !("lines" in order) || !Array.isArray(order.lines))
    return [];
  return order.lines.map((line: unknown) =>
    typeof line === "object" && line !== null && "sku" in line ? String(line.sku) : "",
  );
}

function header(request: IncomingMessage, name: string): string {
  return request.headers[name]?.toString() ?? "";
}

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}

function article(sku: string, name: string, price: number) {
  return { sku, name, price };
}

const stock: Readonly<Record<string, unknown>> = {
  "TEA-100": { available: 40, price: 8.5, lead_days: 2 },
  "TEA-250": { available: 25, price: 17, lead_days: 2 },
  "POT-900": { available: 120, price: 39, lead_days: 4 },
};

const shelves: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  stock,
  customers: {
    "C-7": { name: "Ada Lovelace", discount: 0.1 },
    "C-8": { name: "Grace Hopper", discount: 0 },
  },
  rates: { EUR: { rate: 1 }, USD: { rate: 1.08 }, CHF: { rate: 0.94 } },
  // Its list of articles, a page a number; `next` is null on the last.
  articles: {
    "1": { items: [article("TEA-100", "Darjeeling", 8.5), article("TEA-250", "Assam", 17)], next: 2 },
    "2": { items: [article("POT-900", "Teapot", 39)], next: null },
  },
};
