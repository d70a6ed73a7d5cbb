import { reflux } from "./command.ts";

/** What the help texts tell, which is what people know of. */
export type Help = { readonly commands: readonly string[]; readonly options: readonly string[] };

/** The options of a command and of those below it, as `command --option`, and the names of all commands. */
export async function helpOf(command: readonly string[] = []): Promise<Help> {
  const { stdout } = await reflux([...command, "--help"]);
  const own = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
    .map(([, option]) => option)
    .filter((option) => option !== "--help" && (command.length > 0 || option !== "--version"));
  const below = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)(?: [[<]| {2,}\S)/gm)]
    .map(([, name = ""]) => name)
    .filter((name) => name !== "help" && !isArgument(stdout, name));
  const deeper = await Promise.all(below.map(async (name) => await helpOf([...command, name])));
  return {
    commands: [
      ...below.map((name) => [...command, name].join(" ")),
      ...deeper.flatMap((one) => one.commands),
    ],
    options: [
      ...own.map((option) => `${command.join(" ")} ${option}`),
      ...deeper.flatMap((one) => one.options),
    ],
  };
}

/** In the usage, an argument stands in brackets. */
function isArgument(help: string, name: string): boolean {
  return new RegExp(`^Usage: .*[<[]${name}`, "m").test(help);
}
