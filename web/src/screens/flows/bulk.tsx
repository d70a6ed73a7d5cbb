/** What can be done with many flows at once. Loaded with the first mark. */
import { Archive, CirclePlay, CircleSlash, FileDown } from "lucide-react";
import {
  ArchiveFlowDocument,
  type FlowRowFragment,
  SetFlowEnabledDocument,
} from "../../../generated/graphql.ts";
import type { Bulk } from "../../app/bulk/bulk.ts";
import { manyForms, quote } from "../../data/call-forms.ts";
import { request } from "../../data/request.ts";
import { saveFlow } from "./actions.ts";
import { FlowStateIcon, flowStateWords } from "./FlowStateMark.tsx";
import { type FlowState, stateOf } from "./flow-list.ts";

export const flowActions = ["enable", "disable", "export", "archive"] as const;
export type FlowAction = (typeof flowActions)[number];

interface Kind extends Pick<Bulk, "title" | "what" | "done" | "icon" | "danger" | "call" | "act"> {
  readonly from: readonly FlowState[];
  readonly forms: (slugs: readonly string[]) => ReturnType<Bulk["forms"]>;
}

const enabling = (enabled: boolean): Pick<Kind, "call" | "act" | "forms"> => ({
  call: "set_flow_enabled",
  act: async (slug) => request(SetFlowEnabledDocument, { slug, enabled, reason: null }),
  forms: (slugs) => manyForms("set_flow_enabled", "slug", slugs, { enabled }),
});

const kinds: Readonly<Record<FlowAction, Kind>> = {
  enable: {
    title: "Enable",
    done: "enabled",
    icon: <CirclePlay />,
    what: "Their triggers start runs again.",
    from: ["disabled"],
    ...enabling(true),
  },
  disable: {
    title: "Disable",
    done: "disabled",
    icon: <CircleSlash />,
    what: "Nothing starts them. Runs under way go on.",
    from: ["enabled"],
    ...enabling(false),
  },
  export: {
    title: "Export",
    done: "saved as YAML",
    icon: <FileDown />,
    what: "One YAML file each, as reflux deploy takes it: what is published, or the draft of what never was.",
    from: ["enabled", "disabled", "draft", "archived"],
    act: async (slug) => saveFlow(slug, "yaml"),
    forms: (slugs) => ({
      sql: `select f.slug, coalesce(reflux.flows_document(f), d.document) as document
from reflux.flows f left join reflux.flow_drafts d on d.flow_id = f.id
where f.slug in (${slugs.map(quote).join(", ")});`,
      graphql: `{\n${slugs.map((slug, at) => `  a${at + 1}: flowBySlug(slug: ${JSON.stringify(slug)}) { document draft { document } }`).join("\n")}\n}`,
    }),
  },
  archive: {
    title: "Archive",
    done: "archived",
    icon: <Archive />,
    danger: true,
    what: "Their webhooks, schedules and table triggers go at once, and nothing starts them any more. Runs under way go on; versions and history stay.",
    from: ["enabled", "disabled", "draft"],
    call: "archive_flow",
    act: async (slug) => request(ArchiveFlowDocument, { slug, reason: null }),
    forms: (slugs) => manyForms("archive_flow", "slug", slugs),
  },
};

/** Which of the flows it is for, and which are left alone. */
export function flowsBulk(action: FlowAction, flows: readonly FlowRowFragment[]): Bulk {
  const { from, forms, ...kind } = kinds[action];
  const able = flows.filter((flow) => from.includes(stateOf(flow)));
  const left = Map.groupBy(
    flows.filter((flow) => !from.includes(stateOf(flow))),
    stateOf,
  );
  return {
    ...kind,
    id: action,
    able: able.map(({ slug }) => ({ key: slug, name: slug })),
    left: [...left].map(([state, those]) => ({
      key: state,
      icon: <FlowStateIcon state={state} />,
      words: `${those.length} ${flowStateWords(state).toLowerCase()}: left alone`,
    })),
    marked: flows.length,
    noun: ["flow", "flows"],
    // The database keeps none of a flow.
    takesReason: false,
    forms: () => forms(able.map(({ slug }) => slug)),
  };
}
