import type { Scenario } from "../lib/scenario.ts";
import { buildApp } from "../lib/site.ts";
import { summarise } from "../lib/statistics.ts";

/** What does a reader download? The sizes that the build itself reports and judges (web/budgets.ts). */
export const size: Scenario = {
  name: "size",
  question: "How much is downloaded, against the budgets?",
  run: async ({ cluster }) => {
    const { sizes } = await buildApp(cluster.home);
    if (sizes.length === 0) throw new Error("the build reported no sizes");
    const rows = sizes.map(({ name, kilobytes, budget }) => ({
      name,
      cells: { "gzip KB": summarise([kilobytes]), "budget KB": summarise([budget]) },
    }));
    return [{ key: "size", title: "Download, gzip", columns: ["gzip KB", "budget KB"], rows }];
  },
};
