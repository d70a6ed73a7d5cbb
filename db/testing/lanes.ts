import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Test files at once, of all projects: most of their time is processor time. */
export const lanes = availableParallelism();

/**
 * The order of a run. Files of the browser go evenly among those of the database, not all after them: there is work for
 * every lane until the end, and seldom more than one browser.
 */
export class Lanes extends BaseSequencer {
  override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specs);
    const others = sorted.filter((spec) => !isPage(spec));
    const pages = sorted.filter(isPage);
    const share = others.reduce((sum, spec) => sum + weightOf(spec), 0) / pages.length;
    let due = 0;
    const spread = others.flatMap((spec) => {
      const next = due <= 0 ? pages.splice(0, 1) : [];
      due += next.length * share - weightOf(spec);
      return [...next, spec];
    });
    return [...spread, ...pages];
  }
}

const isPage = ({ project }: TestSpecification) => project.name === "e2e";

/** Those that share a process are over in no time. */
const weightOf = ({ project, moduleId }: TestSpecification) =>
  project.config.isolate ? statSync(moduleId).size : 0;
