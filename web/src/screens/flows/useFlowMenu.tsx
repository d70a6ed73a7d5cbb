import { useNavigate } from "@tanstack/react-router";
import {
  Archive,
  CirclePlay,
  CircleSlash,
  Copy,
  FileDown,
  GitCompareArrows,
  ListTree,
  Pencil,
} from "lucide-react";
import { useCallback } from "react";
import type { FlowRowFragment } from "../../data/generated/graphql.ts";
import type { MenuGroup } from "../../ui/overlay/Menu.tsx";
import { copy } from "../../ui/values/copy.ts";
import { exportFlow, setEnabled } from "./actions.ts";
import { callForms } from "./copy-forms.ts";
import { stateOf } from "./flow-list.ts";

export type FlowDialog = "archive" | "duplicate";

/** The same list for the menu of a row, the panel beside it and the palette. */
export function useFlowMenu(
  ask: (dialog: FlowDialog, flow: FlowRowFragment) => void,
  changed: () => void,
): (flow: FlowRowFragment) => readonly MenuGroup[] {
  const navigate = useNavigate();
  return useCallback(
    (flow) => {
      const { slug } = flow;
      const state = stateOf(flow);
      const on = state === "enabled";
      const forms = callForms("set_flow_enabled", { slug, enabled: !on });
      return [
        {
          items: [
            {
              id: "edit",
              title: "Edit",
              icon: <Pencil />,
              keys: "Enter",
              run: () => void navigate({ to: "/flows/$slug/edit", params: { slug } }),
            },
            {
              id: "versions",
              title: "Versions",
              icon: <GitCompareArrows />,
              keys: "v",
              disabled: flow.currentVersion === null,
              run: () => void navigate({ to: "/flows/$slug/versions", params: { slug } }),
            },
            {
              id: "runs",
              title: "Its runs",
              icon: <ListTree />,
              run: () => void navigate({ to: "/runs", search: { q: `flow:${slug}` } }),
            },
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
              run: () => void setEnabled(flow, !on, changed),
            },
            { id: "duplicate", title: "Duplicate…", icon: <Copy />, run: () => ask("duplicate", flow) },
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
                { id: "sql", title: "SQL", run: () => void copy(forms.sql, "SQL") },
                { id: "graphql", title: "GraphQL", run: () => void copy(forms.graphql, "GraphQL") },
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
              run: () => ask("archive", flow),
            },
          ],
        },
      ];
    },
    [navigate, ask, changed],
  );
}
