import type { WebSocket } from "ws";
import { RefluxError } from "#db/errors.ts";
import type { Principal } from "../auth/principal.ts";

export const seatLimits = {
  /** Without a principal yet; the one that has been silent for longest gives way. */
  strangers: 100,
  strangerMs: 6_000,
  all: 2_000,
  /** The rest is for admins. */
  notAdmins: 1_800,
  ofAToken: 200,
  /** Messages and pings a second, over ten seconds. */
  messagesPerSecond: 100,
  /** Sent and not taken: of one, and of all. */
  unread: 16 * 1024 * 1024,
  unreadOfAll: 256 * 1024 * 1024,
} as const;

/** Slower than it is told things; or telling more than anybody reads. */
const tooSlow = 4408;
const tooMuch = 4429;

/**
 * Who has a websocket, and how they behave. Strangers have few seats, for seconds, and never one of those who were let
 * in; nobody says more than people and programs do; and who does not read loses the socket, not our memory.
 */
export class Seats {
  readonly #strangers = new Map<WebSocket, NodeJS.Timeout>();
  readonly #taken = new Map<WebSocket, Principal>();

  enter(socket: WebSocket): void {
    const timer = setTimeout(() => socket.terminate(), seatLimits.strangerMs);
    this.#strangers.set(socket, timer.unref());
    this.#listen(socket);
    socket.once("close", () => this.#leave(socket));
    const [oldest] = this.#strangers.keys();
    if (this.#strangers.size > seatLimits.strangers) oldest?.terminate();
  }

  /** A stranger shows a token. Throws RFL04 where no seat is left. */
  take(socket: WebSocket, principal: Principal): void {
    const { token, role } = principal;
    const taken = [...this.#taken.values()];
    const most = role === "admin" ? seatLimits.all : seatLimits.notAdmins;
    const own = token ? taken.filter((other) => other.token?.id === token.id).length : 0;
    if (taken.length >= most || own >= seatLimits.ofAToken) {
      throw new RefluxError("RFL04", "there are too many websockets", { hint: "close some, then try again" });
    }
    clearTimeout(this.#strangers.get(socket));
    this.#strangers.delete(socket);
    this.#taken.set(socket, principal);
  }

  /** Before each message: false, and cut, when too much was not taken yet. */
  keepsUp(socket: WebSocket): boolean {
    if (socket.bufferedAmount === 0) return true;
    let all = 0;
    for (const other of this.#taken.keys()) all += other.bufferedAmount;
    if (socket.bufferedAmount <= seatLimits.unread && all <= seatLimits.unreadOfAll) return true;
    cut(socket, tooSlow, "RFL10 messages are not taken");
    return false;
  }

  #listen(socket: WebSocket): void {
    let said = 0;
    let until = 0;
    const count = () => {
      const now = performance.now();
      if (now > until) {
        said = 0;
        until = now + 10_000;
      }
      said += 1;
      if (said > seatLimits.messagesPerSecond * 10) cut(socket, tooMuch, "RFL01 too many messages");
    };
    socket.on("message", count).on("ping", count).on("pong", count);
  }

  #leave(socket: WebSocket): void {
    clearTimeout(this.#strangers.get(socket));
    this.#strangers.delete(socket);
    this.#taken.delete(socket);
  }
}

/** Its word of farewell is behind what it does not read, so it is not waited for. */
function cut(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), 1_000).unref();
}
