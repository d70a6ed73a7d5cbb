/** What `--help` says beside what commander makes of the commands. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

export function helpOnEnvironment(): string {
  return `
Exit codes:
  0 done   1 failed   2 usage   3 database unreachable   4 not found   5 the run was cancelled   130 interrupted

Environment:
  DATABASE_URL   Postgres 15 or later, instead of the embedded one
  REFLUX_HOME    folder of all local state (default: .reflux in the project's folder)
  REFLUX_DEBUG   1: print stacks, too
  The rest is in db/README.md.`;
}
