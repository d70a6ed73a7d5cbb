/** j, k, x, Enter and o act on the list of the screen, also before it has been entered. */
import type { ListHandle } from "../../ui/table/VirtualTable.tsx";
import type { Command } from "../commands/registry.ts";
import { useCommands } from "../commands/useCommands.ts";

let current: ListHandle | null = null;

/** Given as `handle` to the one table of a screen that the keys are for. */
export function mainList(handle: ListHandle | null): void {
  current = handle;
}

export function useListCommands(): void {
  useCommands(listCommands);
}

const on = (act: (list: ListHandle) => void) => ({
  kind: "view" as const,
  group: "In lists",
  unlisted: true,
  when: () => current !== null,
  run: () => {
    current?.focus();
    if (current) act(current);
  },
});

export const listCommands: readonly Command[] = [
  { id: "list.next", title: "Next", keys: ["j"], ...on((list) => list.move("next")) },
  { id: "list.previous", title: "Previous", keys: ["k"], ...on((list) => list.move("previous")) },
  { id: "list.select", title: "Select", keys: ["x"], ...on((list) => list.toggle()) },
  { id: "list.open", title: "Open", keys: ["Enter"], ...on((list) => list.open()) },
  { id: "list.peek", title: "Peek", keys: ["o"], ...on((list) => list.peek()) },
];
