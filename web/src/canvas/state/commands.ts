/**
 * What can be done on the canvas, as data: the palette, menus, the help sheet, keys, the agent and tests read this list.
 * A command whose `when` is false is not offered. `native` keys belong to the browser (copy and paste come with their
 * own events), so they are shown but not listened to.
 */
import type { CanvasCommand, CommandContext } from "./command.ts";
import { addCommands } from "./commands/add.ts";
import { changeCommands } from "./commands/change.ts";
import { moveCommands } from "./commands/move.ts";
import { viewCommands } from "./commands/view.ts";

export function canvasCommands(context: CommandContext): CanvasCommand[] {
  const actions = [
    ...addCommands(context),
    ...changeCommands(context),
    ...moveCommands(context),
    ...viewCommands(context),
  ];
  return actions.map((action) => ({ ...action, group: "Canvas" }));
}

/** For a registry that listens to keys itself: those that belong to the browser are left to it. */
export function withoutNativeKeys(commands: readonly CanvasCommand[]): CanvasCommand[] {
  return commands.map((command) => (command.native ? { ...command, keys: [] } : command));
}
