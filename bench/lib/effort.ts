import { readdirSync, readFileSync } from "node:fs";
import type { Cluster } from "./cluster.ts";

/** What work costs the server, whatever else the machine does meanwhile: CPU time of its processes, bytes of its log. */
export type Effort = { readonly cpuMs: number; readonly walBytes: number };

export async function startEffort({
  pid,
  watch,
}: Pick<Cluster, "pid" | "watch">): Promise<() => Promise<Effort>> {
  const written = async () => {
    const { rows } = await watch.query<{ bytes: number }>(
      "select (pg_current_wal_insert_lsn() - '0/0')::float8 as bytes",
    );
    return rows[0]?.bytes ?? Number.NaN;
  };
  const [bytes, ms] = [await written(), cpuOf(pid)];
  return async () => ({ cpuMs: cpuOf(pid) - ms, walBytes: (await written()) - bytes });
}

/** Hundredths of a second, on every Linux. */
const TICK_MS = 10;

/** Of a server's processes, those that have ended too. Not a number where there is no /proc. */
function cpuOf(server: number): number {
  let ticks = 0;
  let isKnown = false;
  for (const process of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [parent = 0, ...times] = statOf(process);
    if (Number(process) === server) {
      isKnown = true;
      ticks += sum(times);
    } else if (parent === server) ticks += sum(times.slice(0, 2));
  }
  return isKnown ? ticks * TICK_MS : Number.NaN;
}

/** Parent, then time as user, in the kernel, and the same of children that have ended. */
function statOf(process: string): number[] {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [fields[1], ...fields.slice(11, 15)].map(Number);
  } catch {
    return [];
  }
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
