import { Filter, Plus } from "lucide-react";
import { type RefObject, useMemo } from "react";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import type { FlowRowFragment } from "../../data/generated/graphql.ts";
import type { MenuGroup } from "../../ui/overlay/Menu.tsx";

export interface FlowsCommandsOptions {
  readonly box: RefObject<HTMLInputElement | null>;
  readonly active: FlowRowFragment | undefined;
  readonly menu: (flow: FlowRowFragment) => readonly MenuGroup[];
  readonly onNew: () => void;
}

export function useFlowsCommands({ box, active, menu, onNew }: FlowsCommandsOptions): void {
  const list = useMemo((): readonly Command[] => {
    const items = active
      ? menu(active)
          .flatMap((group) => group.items)
          .filter((item) => item.run && !item.disabled)
      : [];
    return [
      { id: "flows.new", title: "New flow", group: "Flows", keys: ["n"], icon: <Plus />, run: onNew },
      {
        id: "app.filter",
        title: "Find flows",
        group: "Flows",
        keys: ["/"],
        icon: <Filter />,
        run: () => box.current?.focus(),
      },
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
  }, [box, active, menu, onNew]);
  useCommands(list);
}
