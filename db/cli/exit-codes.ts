/** What the command line returns to the shell; `reflux --help` lists them. */
export const exitCodes = {
  ok: 0,
  /** The command was refused, or what it watched failed. */
  failed: 1,
  usage: 2,
  unreachable: 3,
  notFound: 4,
  /** The run that was watched was cancelled. */
  cancelled: 5,
  /** Ctrl-C, as shells count it. What was started goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
