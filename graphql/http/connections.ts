import type { Socket } from "node:net";

/** How many connections there are, of whom, and how many requests each may have under way. */
export const connectionLimits = {
  strangersOfAnAddress: 1_000,
  strangers: 3_000,
  ofAPrincipal: 500,
  /** Requests sent on one connection before the first of them was answered. */
  pipelined: 4,
} as const;

/**
 * Every connection is a stranger's until a request on it was let in. When there are too many, the one that has been
 * idle or incomplete for longest goes, and the newcomer stays: whoever has something to say is always heard, and an
 * admin, once known, is behind no stranger.
 */
export class Connections {
  readonly #groups = new Map<string, Set<Socket>>();
  readonly #groupOf = new WeakMap<Socket, string>();
  /** Since when it is where it is in its groups, which keep that order. */
  readonly #since = new WeakMap<Socket, number>();
  readonly #underWay = new WeakMap<Socket, number>();

  add(socket: Socket): void {
    // Only the socket's own address is believed; headers that name another are anybody's to write.
    const group = `address ${socket.remoteAddress ?? ""}`;
    this.#put(socket, group, connectionLimits.strangersOfAnAddress);
    this.#put(socket, strangers, connectionLimits.strangers);
    this.#groupOf.set(socket, group);
    socket.once("close", () => this.leave(socket));
  }

  /** A request on it was let in. */
  know(socket: Socket, principal: string): void {
    const group = `principal ${principal}`;
    if (this.#groupOf.get(socket) === group || socket.destroyed) return;
    this.leave(socket);
    this.#put(socket, group, connectionLimits.ofAPrincipal);
    this.#groupOf.set(socket, group);
  }

  /** It is no longer ours to count: closed, or a websocket now. */
  leave(socket: Socket): void {
    for (const group of [this.#groupOf.get(socket), strangers]) {
      if (group === undefined) continue;
      const members = this.#groups.get(group);
      members?.delete(socket);
      if (members?.size === 0) this.#groups.delete(group);
    }
    this.#groupOf.delete(socket);
  }

  /** A request on it begins; false when it has too many. */
  begin(socket: Socket): boolean {
    const count = (this.#underWay.get(socket) ?? 0) + 1;
    this.#underWay.set(socket, count);
    return count <= connectionLimits.pipelined;
  }

  /** One was answered: whoever was served last goes last. */
  end(socket: Socket): void {
    this.#underWay.set(socket, (this.#underWay.get(socket) ?? 1) - 1);
    for (const group of [this.#groupOf.get(socket), strangers]) {
      const members = group === undefined ? undefined : this.#groups.get(group);
      if (members?.delete(socket)) members.add(socket);
    }
    this.#since.set(socket, performance.now());
  }

  /** The oldest that has had its second and says nothing; else simply the oldest. */
  #idlest(members: ReadonlySet<Socket>): Socket | undefined {
    const [oldest] = members;
    const old = performance.now() - newMs;
    for (const member of members) {
      if ((this.#since.get(member) ?? 0) > old) break;
      if ((this.#underWay.get(member) ?? 0) === 0) return member;
    }
    return oldest;
  }

  #put(socket: Socket, group: string, most: number): void {
    const members = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, members.add(socket));
    this.#since.set(socket, performance.now());
    if (members.size <= most) return;
    const goes = this.#idlest(members);
    if (!goes || goes === socket) return;
    this.leave(goes);
    goes.destroy();
  }
}

const strangers = "strangers";
const newMs = 1_000;
