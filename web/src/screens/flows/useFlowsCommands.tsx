import { Plus } from "lucide-react";
import { useMemo } from "react";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import type { FlowRowFragment } from "../../data/generated/graphql.ts";
import type { MenuGroup } from "../../ui/overlay/Menu.tsx";

export interface FlowsCommandsOptions {
  readonly active: FlowRowFragment | undefined;
  readonly menu: (flow: FlowRowFragment) => readonly MenuGroup[];
  readonly onNew: () => void;
}

export function useFlowsCommands({ active, menu, onNew }: FlowsCommandsOptions): void {
  const list = useMemo((): readonly Command[] => {
    const items = active
      ? menu(active)
          .flatMap((group) => group.items)
          .filter((item) => item.run && !item.disabled)
      : [];
    return [
      { id: "flows.new", title: "New flow", group: "Flows", keys: ["n"], icon: <Plus />, run: onNew },
      // Enter is the list's own.
      ...items.map((item) => ({
        id: `flows.${item.id}`,
        title: `${item.title.replace("…", "")} ${active?.slug ?? ""}`,
        group: "Flows",
        icon: item.icon,
        ...(item.keys && item.keys !== "Enter" ? { keys: [item.keys] } : {}),
        run: () => item.run?.(),
      })),
    ];
  }, [active, menu, onNew]);
  useCommands(list);
}
