import { eventually } from "#db/testing/eventually.ts";
import { flow } from "../flows.ts";
import type { Arena } from "./arena.ts";

/** A worker is stopped past its lease (SIGSTOP), its steps run elsewhere, and then it goes on as if nothing had been. */
export async function freezeWorker(arena: Arena, scale: { rounds: number }) {
  await arena.deploy("deaf", flow({ only: { node: "test.deaf", config: { ms: 1_000 } } }));
  let refused = 0;
  for (let round = 0; round < scale.rounds; round += 1) {
    const frozen = await arena.spawn();
    const run = await arena.start("deaf", `frozen-${round}`);
    await eventually("the step runs", async () => (await arena.step(run, "only")).worker_id === frozen.id);
    frozen.signal("SIGSTOP");
    const other = await arena.spawn();
    const ended = await arena.finished(run, 20_000);
    const before = await arena.step(run, "only");

    frozen.signal("SIGCONT");
    await eventually("it has joined anew", () =>
      frozen.logged.some((line) => line.includes("lost its lease")),
    );
    const after = await arena.step(run, "only");
    const outcomes = (await arena.attempts(run, "only")).join();
    if (outcomes !== "lost,succeeded") throw new Error(`run ${run}: ${outcomes}`);
    if (JSON.stringify(before) !== JSON.stringify(after))
      throw new Error(`run ${run}: a zombie changed its step`);
    if (Object(ended.output).pid !== other.pid) throw new Error(`run ${run}: the zombie's output won`);
    refused += 1;
    // It is of use again.
    other.signal("SIGKILL");
    await other.exited;
    await arena.finished(await arena.start("deaf", `thawed-${round}`), 20_000);
    frozen.signal("SIGTERM");
    await frozen.exited;
  }
  return { rounds: scale.rounds, refused };
}
