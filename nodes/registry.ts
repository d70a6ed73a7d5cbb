/** Which nodes there are. Listing them loads manifests only; the code of a node is imported when it first runs. */
import { manifest as flowBranch } from "./flow.branch/manifest.ts";
import { manifest as flowCall } from "./flow.call/manifest.ts";
import { manifest as httpRequest } from "./http.request/manifest.ts";
import { manifest as log } from "./log/manifest.ts";
import { manifest as manual } from "./manual/manifest.ts";
import { defineModule, type NodeModule } from "./node.ts";
import { manifest as postgresQuery } from "./postgres.query/manifest.ts";
import { manifest as scheduleCron } from "./schedule.cron/manifest.ts";
import { manifest as tableChange } from "./table.change/manifest.ts";
import { manifest as transform } from "./transform/manifest.ts";
import { manifest as wait } from "./wait/manifest.ts";
import { manifest as webhookIn } from "./webhook.in/manifest.ts";
import { manifest as webhookOut } from "./webhook.out/manifest.ts";
import { manifest as webhookReply } from "./webhook.reply/manifest.ts";

export { type NodeModule, nodeName } from "./node.ts";

export const builtinNodes: readonly NodeModule[] = [
  defineModule(webhookIn, () => import("./webhook.in/run.ts")),
  defineModule(manual, () => import("./manual/run.ts")),
  defineModule(scheduleCron, () => import("./schedule.cron/run.ts")),
  defineModule(tableChange, () => import("./table.change/run.ts")),
  defineModule(transform, () => import("./transform/run.ts")),
  defineModule(flowBranch, () => import("./flow.branch/run.ts")),
  defineModule(flowCall, () => import("./flow.call/run.ts")),
  defineModule(wait, () => import("./wait/run.ts")),
  defineModule(httpRequest, () => import("./http.request/run.ts")),
  defineModule(webhookOut, () => import("./webhook.out/run.ts")),
  defineModule(webhookReply, () => import("./webhook.reply/run.ts")),
  defineModule(postgresQuery, () => import("./postgres.query/run.ts")),
  defineModule(log, () => import("./log/run.ts")),
];
