import type { Port } from "#child/inside/port.ts";
import { unpackFailure } from "../failure.ts";
import type { Call, Failure } from "../messages.ts";

/** What the worker is asked to do for an attempt, and who waits for its answer. */
export type Calls = {
  ask(id: number, call: Ask, bytes?: Uint8Array): Asked;
  answer(call: number, answer: Answer): void;
  refuse(call: number, failure: Failure): void;
};
export type Answer = { readonly value: unknown; readonly bytes: Uint8Array };
type Asked = { readonly call: number; readonly answer: Promise<Answer> };
type Without<T> = T extends unknown ? Omit<T, "is" | "id" | "call"> : never;
export type Ask = Without<Call>;

/** The worker ends a process that asks for more at once. */
const AT_ONCE = 64;

export function createCalls(port: Port): Calls {
  const asked = new Map<number, PromiseWithResolvers<Answer>>();
  const waiting: (() => void)[] = [];
  let last = 0;
  const settle = (call: number, how: (waiter: PromiseWithResolvers<Answer>) => void) => {
    const waiter = asked.get(call);
    if (!waiter || !asked.delete(call)) return;
    how(waiter);
    waiting.shift()?.();
  };
  return {
    ask: (id, ask, bytes) => {
      const call = ++last;
      const waiter = Promise.withResolvers<Answer>();
      waiter.promise.catch(() => undefined);
      const send = () => {
        asked.set(call, waiter);
        port.send({ is: "call", id, call, ...ask }, bytes);
      };
      // Letting go of something makes room.
      if (asked.size < AT_ONCE || ask.does === "drop") send();
      else waiting.push(send);
      return { call, answer: waiter.promise };
    },
    answer: (call, answer) => settle(call, (waiter) => waiter.resolve(answer)),
    refuse: (call, failure) => settle(call, (waiter) => waiter.reject(unpackFailure(failure))),
  };
}
