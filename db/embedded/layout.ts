import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { canReach, serverAccount } from "./account.ts";

/** Where the embedded server keeps its things. A pure function of the home folder, so every client finds it. */
export type Layout = {
  readonly home: string;
  readonly dataDir: string;
  readonly socketDir: string;
  readonly logFile: string;
  readonly lockFile: string;
  /** The password of the superuser. */
  readonly superuserFile: string;
};

export function layoutOf(home: string): Layout {
  const absolute = resolve(home);
  return {
    home: absolute,
    dataDir: join(absolute, "postgres"),
    socketDir: socketDirOf(absolute),
    logFile: join(absolute, "postgres.log"),
    lockFile: join(absolute, "postgres.lock"),
    superuserFile: join(absolute, "superuser.password"),
  };
}

/** The connection string of the embedded server of a home folder, whether it runs or not. */
export function embeddedUrl(home: string): string {
  const { socketDir } = layoutOf(home);
  return `postgresql:///reflux?host=${encodeURIComponent(socketDir)}&user=reflux`;
}

/** The name of a socket has to fit in `sockaddr_un`: 107 bytes on Linux, 103 on macOS. */
const longestSocket = 103;

function socketDirOf(home: string): string {
  const inHome = join(home, "run");
  const fits = Buffer.byteLength(join(inHome, ".s.PGSQL.5432")) <= longestSocket;
  if (fits && isReachable(home)) return inHome;
  const mark = createHash("sha256").update(home).digest("hex").slice(0, 12);
  return `/tmp/reflux-${mark}`;
}

function isReachable(home: string): boolean {
  const nearest = existsSync(home) ? home : dirname(home);
  if (!existsSync(nearest)) return isReachable(nearest);
  return canReach(serverAccount(join(home, "postgres")), nearest);
}
