import type { Reporter, TestModule } from "vitest/node";

/** No file takes this long; one that loops without a pause cannot be told so by Vitest's own time-outs. */
const LONGEST_MINUTES = 12;

/** Ends a run whose file is stuck, and names the file, so that nobody waits for the end of a machine's patience. */
export default class Stuck implements Reporter {
  readonly #running = new Map<string, NodeJS.Timeout>();

  onTestModuleQueued(module: TestModule): void {
    const timer = setTimeout(() => {
      console.error(`${module.moduleId} has not ended in ${LONGEST_MINUTES} minutes: the run is given up`);
      process.exit(1);
    }, LONGEST_MINUTES * 60_000);
    timer.unref();
    this.#running.set(module.id, timer);
  }

  onTestModuleEnd(module: TestModule): void {
    clearTimeout(this.#running.get(module.id));
    this.#running.delete(module.id);
  }
}
