import { Plus } from "lucide-react";
import { useMemo } from "react";
import type { FlowRowFragment } from "../../../generated/graphql.ts";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import type { FlowMenu } from "./useFlowMenu.tsx";

export interface FlowsCommandsOptions {
  readonly active: FlowRowFragment | undefined;
  readonly menu: (flow: FlowRowFragment) => FlowMenu;
  readonly onNew: () => void;
}

export function flowsCommands({ active, menu, onNew }: FlowsCommandsOptions): readonly Command[] {
  const items = active
    ? menu(active)
        .flatMap((group) => group.items)
        .filter((item) => item.run && !item.disabled)
    : [];
  return [
    {
      kind: "act",
      call: "create_flow",
      values: () => ({ slug: "new-flow" }),
      id: "flows.new",
      title: "New flow",
      group: "Flows",
      keys: ["n"],
      icon: <Plus />,
      run: onNew,
    },
    ...items.map((item): Command => {
      const described = {
        id: `flows.${item.id}`,
        title: `${item.title.replace("…", "")} ${active?.slug ?? ""}`,
        group: "Flows",
        icon: item.icon,
        // Enter is the list's own.
        ...(item.keys && item.keys !== "Enter" ? { keys: [item.keys] } : {}),
        run: () => item.run?.(),
      };
      const { act } = item;
      return act
        ? { kind: "act", call: act.call, values: () => act.values, ...described }
        : { kind: "view", ...described };
    }),
  ];
}

export function useFlowsCommands({ active, menu, onNew }: FlowsCommandsOptions): void {
  useCommands(useMemo(() => flowsCommands({ active, menu, onNew }), [active, menu, onNew]));
}
