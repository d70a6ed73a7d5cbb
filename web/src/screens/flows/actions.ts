/** What can be done to a flow from outside its editor. */

import {
  type FlowRowFragment,
  FlowTextDocument,
  SetFlowEnabledDocument,
} from "../../../generated/graphql.ts";
import { nodeTypesOf } from "../../data/node-types.ts";
import { ProblemError, toProblem } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import { say, sayProblem } from "../../ui/overlay/toast.ts";
import { download } from "../../ui/values/download.ts";

/** Easily taken back, so it asks nothing before and offers to be undone after. */
export async function setEnabled(
  flow: FlowRowFragment,
  enabled: boolean,
  changed: () => void,
): Promise<void> {
  try {
    await request(SetFlowEnabledDocument, { slug: flow.slug, enabled, reason: null });
    changed();
    say(`${flow.slug} ${enabled ? "enabled" : "disabled"}`, {
      description: enabled ? "Its triggers start runs again." : "Nothing starts it. Runs under way go on.",
      undo: () => void setEnabled(flow, !enabled, changed),
    });
  } catch (error) {
    sayProblem(toProblem(error));
  }
}

export type Format = "yaml" | "json";

export async function exportFlow(slug: string, format: Format): Promise<void> {
  try {
    await saveFlow(slug, format);
  } catch (error) {
    sayProblem(toProblem(error));
  }
}

/** What is published, or the draft of what never was. The printer is loaded when it is first asked for. */
export async function saveFlow(slug: string, format: Format): Promise<void> {
  const { flowBySlug } = await request(FlowTextDocument, { slug });
  const { document, source } = (flowBySlug?.document ? flowBySlug : flowBySlug?.draft) ?? {};
  if (document === undefined || document === null) {
    throw new ProblemError({ code: "RFN01", message: `There is no flow ${slug} any more` });
  }
  const type = format === "json" ? "application/json" : "application/yaml";
  download(`${slug}.${format}`, await printed(document, format, source ?? undefined), type);
}

async function printed(document: unknown, format: Format, source: string | undefined): Promise<string> {
  const [{ readFlow }, { printFlow }, { createCatalogue }] = await Promise.all([
    import("#language/flow/read.ts"),
    import("#language/flow/text.ts"),
    import("#language/flow/catalogue.ts"),
  ]);
  const { flow } = readFlow(document);
  // A draft may not have the shape of a flow yet: then it is given as it is.
  if (!flow) return `${JSON.stringify(document, null, 2)}\n`;
  const catalogue = createCatalogue(await nodeTypesOf(flow));
  return printFlow(flow, format, source, (node) => catalogue.find(node)?.config);
}
