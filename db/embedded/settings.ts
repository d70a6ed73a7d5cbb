import { totalmem } from "node:os";

export type Settings = Readonly<Record<string, string | number>>;

/**
 * How the embedded server is tuned: many short transactions, a warm cache, an SSD, and other programs on the same
 * machine. Durable: `synchronous_commit` and `fsync` stay on; batching makes that affordable, not switching it off.
 */
export function tunedSettings(memoryBytes = usableMemory()): Settings {
  return {
    shared_buffers: `${clamp(Math.floor(memoryBytes / mebibyte / 16), 128, 1024)}MB`,
    max_connections: 200,
    fsync: "on",
    synchronous_commit: "on",
    max_wal_size: "4GB",
    checkpoint_timeout: "15min",
    wal_compression: "on",
    random_page_cost: 1.1,
    // Compiling costs more than it saves on queries this short.
    jit: "off",
    // A new partition of history takes locks on all its siblings' indexes.
    max_locks_per_transaction: 128,
    autovacuum_naptime: "15s",
    listen_addresses: "",
    unix_socket_permissions: "0700",
    log_min_messages: "warning",
    log_checkpoints: "off",
    log_line_prefix: "%m [%p] %a ",
    log_timezone: "UTC",
    timezone: "UTC",
    cluster_name: "reflux",
  };
}

/** For throw-away servers: a crash of the machine may destroy them. A crash of the server may not. */
export const throwAway: Settings = {
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "128MB",
  max_wal_size: "512MB",
};

export function asArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

const mebibyte = 1024 * 1024;

/** A container may have far less than the machine. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
