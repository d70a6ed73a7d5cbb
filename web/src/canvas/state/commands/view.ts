import type { CanvasAction, CommandContext } from "../command.ts";
import { questions } from "./context.ts";

/** Commands that change what is seen, and nothing else. */
export function viewCommands(context: CommandContext): CanvasAction[] {
  const { editor, view } = context;
  const { steps, focused } = questions(context);
  return [
    {
      id: "canvas.find",
      title: "Find in the flow",
      keys: ["Mod+F", "/"],
      when: focused,
      run: () => editor.ask({ ask: "find" }),
    },
    { id: "canvas.fit", title: "Show the whole flow", keys: ["1"], when: focused, run: view.fit },
    {
      id: "canvas.fitSelection",
      title: "Show the selection",
      keys: ["2"],
      when: () => focused() && steps().length > 0,
      run: () => view.fitSteps(steps()),
    },
    { id: "canvas.zoomIn", title: "Zoom in", keys: ["+", "="], when: focused, run: () => view.zoom(1) },
    { id: "canvas.zoomOut", title: "Zoom out", keys: ["-"], when: focused, run: () => view.zoom(-1) },
    {
      id: "canvas.minimap",
      title: "Show or hide the minimap",
      keys: ["m"],
      when: focused,
      run: () => editor.toggle("minimap"),
    },
    {
      id: "canvas.outline",
      title: "Show or hide the outline",
      keys: ["v"],
      when: focused,
      run: () => editor.toggle("outline"),
    },
  ];
}
