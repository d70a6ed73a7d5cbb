import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withParent } from "./limits.ts";

/**
 * How far a child is kept from this machine. What a machine offers is found out by trying: see `strongest`.
 * `walled` holds against code that wants out: namespaces without network, other processes and files. `fenced` is
 * Node's permission model and the fence inside, which keep files, programs and addons away, but not a socket from
 * code that gets round the fence.
 */
export type Isolation = {
  readonly level: "walled" | "fenced";
  /** Runs as this user, who owns nothing. */
  readonly uid?: number;
  /** For the log. */
  readonly says: string;
  /** The command line that goes before `node`. `empty` is a folder of nobody's. */
  readonly before: (paths: readonly string[], empty: string) => readonly string[];
};

const NOBODY = 65_534;
const wallScript = fileURLToPath(new URL("./wall.sh", import.meta.url));
/** Where the parts of the system are that a Node needs. */
const SYSTEM = ["/lib", "/lib64", "/usr/lib", "/usr/lib64"];

/** What may be tried here, the strongest first. */
export function candidates(): readonly Isolation[] {
  const root = process.getuid?.() === 0;
  const nobody = `--reuid ${NOBODY} --regid ${NOBODY} --clear-groups`;
  const walls: Isolation[] = [
    ...(root ? [wall("as nobody", [], nobody)] : []),
    wall(
      root ? "as root without rights" : "in a user namespace",
      root ? [] : ["--user", "--map-root-user"],
      "",
    ),
  ];
  const fence: Isolation = {
    level: "fenced",
    says: "behind a fence only: this machine offers no namespaces, so hostile code may open sockets",
    before: () => withParent(),
  };
  return [
    ...(process.platform === "linux" ? walls : []),
    ...(root ? [{ ...fence, uid: NOBODY, says: `${fence.says}; as nobody` }] : []),
    fence,
  ];
}

function wall(how: string, more: readonly string[], user: string): Isolation {
  const namespaces = ["--net", "--pid", "--fork", "--kill-child", "--mount", "--ipc", "--uts"];
  return {
    level: "walled",
    says: `behind a wall, ${how}: without network, other processes and files`,
    before: (paths, empty) => {
      const inside = ["sh", wallScript, empty, user, ...SYSTEM.filter(existsSync), ...paths, "--"];
      return [...withParent(), "unshare", ...more, ...namespaces, "--", ...inside];
    },
  };
}
