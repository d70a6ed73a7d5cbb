import { Blocks, ListTree, Settings, Webhook, Workflow } from "lucide-react";
import type { ComponentType } from "react";

export interface Place {
  readonly to: "/flows" | "/runs" | "/nodes" | "/webhooks" | "/settings";
  readonly title: string;
  readonly icon: ComponentType;
  readonly keys: string;
}

/** The rooms of the app. A new screen with a place of its own is one line here and one route. */
export const places: readonly Place[] = [
  { to: "/flows", title: "Flows", icon: Workflow, keys: "g f" },
  { to: "/runs", title: "Runs", icon: ListTree, keys: "g r" },
  { to: "/nodes", title: "Nodes", icon: Blocks, keys: "g n" },
  { to: "/webhooks", title: "Webhooks", icon: Webhook, keys: "g w" },
  { to: "/settings", title: "Settings", icon: Settings, keys: "g s" },
];
