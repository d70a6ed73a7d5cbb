import { useNavigate } from "@tanstack/react-router";
import {
  Archive,
  BellRing,
  CirclePlay,
  CircleSlash,
  Copy,
  FileDown,
  GitCompareArrows,
  ListTree,
  Pencil,
} from "lucide-react";
import { useCallback } from "react";
import type { FlowRowFragment } from "../../../generated/graphql.ts";
import { useWho } from "../../app/useWho.ts";
import { callForms, type Values } from "../../data/call-forms.ts";
import { type Call, refusalOf, type Who } from "../../data/rights.ts";
import type { MenuItem } from "../../ui/overlay/Menu.tsx";
import { copy } from "../../ui/values/copy.ts";
import { exportFlow, setEnabled } from "./actions.ts";
import { copyName, stateOf } from "./flow-list.ts";

export type FlowDialog = "archive" | "duplicate" | "on-failure";

export interface FlowMenuItem extends MenuItem {
  /** Present: it changes something. */
  readonly act?: { readonly call: Call; readonly values: Values };
}
export type FlowMenu = readonly { readonly items: readonly FlowMenuItem[] }[];

export interface FlowMenuOptions {
  readonly who: Who | undefined;
  readonly go: (to: "edit" | "versions" | "runs", slug: string) => void;
  readonly ask: (dialog: FlowDialog, flow: FlowRowFragment) => void;
  readonly changed: () => void;
}

export function flowMenu(flow: FlowRowFragment, { who, go, ask, changed }: FlowMenuOptions): FlowMenu {
  const act = (call: Call, values: Values) => ({ act: { call, values }, blocked: refusalOf(call, who) });
  const { slug } = flow;
  const state = stateOf(flow);
  const on = state === "enabled";
  const turned = { slug, enabled: !on };
  const forms = callForms("set_flow_enabled", turned);
  return [
    {
      items: [
        { id: "edit", title: "Edit", icon: <Pencil />, keys: "Enter", run: () => go("edit", slug) },
        {
          id: "versions",
          title: "Versions",
          icon: <GitCompareArrows />,
          keys: "v",
          disabled: flow.currentVersion === null,
          run: () => go("versions", slug),
        },
        { id: "runs", title: "Its runs", icon: <ListTree />, run: () => go("runs", slug) },
      ],
    },
    {
      items: [
        {
          id: "enable",
          title: on ? "Disable" : "Enable",
          icon: on ? <CircleSlash /> : <CirclePlay />,
          keys: "e",
          disabled: state === "draft" || state === "archived",
          ...act("set_flow_enabled", turned),
          run: () => void setEnabled(flow, !on, changed),
        },
        {
          id: "duplicate",
          title: "Duplicate…",
          icon: <Copy />,
          ...act("duplicate_flow", { slug, new_slug: copyName(slug, new Set([slug])) }),
          run: () => ask("duplicate", flow),
        },
        {
          id: "on-failure",
          title: "When it fails…",
          icon: <BellRing />,
          disabled: state === "archived",
          ...act("set_on_failure", { slug }),
          run: () => ask("on-failure", flow),
        },
        {
          id: "export",
          title: "Export",
          icon: <FileDown />,
          items: [
            { id: "yaml", title: "As YAML", run: () => void exportFlow(slug, "yaml") },
            { id: "json", title: "As JSON", run: () => void exportFlow(slug, "json") },
          ],
        },
        {
          id: "copy-call",
          title: on ? "Copy disabling as" : "Copy enabling as",
          icon: <Copy />,
          items: [
            { id: "sql", title: "SQL", run: () => void copy(forms.sql ?? "", "SQL") },
            { id: "graphql", title: "GraphQL", run: () => void copy(forms.graphql ?? "", "GraphQL") },
          ],
        },
      ],
    },
    {
      items: [
        {
          id: "archive",
          title: "Archive…",
          icon: <Archive />,
          danger: true,
          disabled: state === "archived",
          ...act("archive_flow", { slug }),
          run: () => ask("archive", flow),
        },
      ],
    },
  ];
}

/** The same list for the menu of a row, the panel beside it and the palette. */
export function useFlowMenu(
  ask: FlowMenuOptions["ask"],
  changed: () => void,
): (flow: FlowRowFragment) => FlowMenu {
  const navigate = useNavigate();
  const who = useWho();
  return useCallback(
    (flow) => {
      const go: FlowMenuOptions["go"] = (to, slug) =>
        void navigate(
          to === "runs"
            ? { to: "/runs", search: { q: `flow:${slug}` } }
            : { to: `/flows/$slug/${to}`, params: { slug } },
        );
      return flowMenu(flow, { who, go, ask, changed });
    },
    [navigate, ask, changed, who],
  );
}
