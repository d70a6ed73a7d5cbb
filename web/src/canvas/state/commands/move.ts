import { downstream, topology, upstream } from "#language/flow/topology.ts";
import { grid, type Point } from "../../arrange/geometry.ts";
import { move } from "../../edit/commands/place.ts";
import type { CanvasAction, CommandContext } from "../command.ts";
import { type Direction, neighbour } from "../cursor.ts";
import { selected } from "../selection.ts";
import { questions } from "./context.ts";

const arrows: readonly { direction: Direction; key: string; by: Point }[] = [
  { direction: "left", key: "ArrowLeft", by: { x: -grid, y: 0 } },
  { direction: "right", key: "ArrowRight", by: { x: grid, y: 0 } },
  { direction: "up", key: "ArrowUp", by: { x: 0, y: -grid } },
  { direction: "down", key: "ArrowDown", by: { x: 0, y: grid } },
];

/** Commands that move the cursor, the selection, or the selected steps. */
export function moveCommands(context: CommandContext): CanvasAction[] {
  const { editor, view } = context;
  const { state, steps, editable, focused } = questions(context);

  function go(key: string | undefined, extend = false): void {
    if (key === undefined) return editor.announce("Nothing further that way.");
    const { selection } = state();
    editor.select(selected({ steps: extend ? [...selection.steps, key] : [key] }), key);
    view.reveal(key);
  }
  const from = () => state().cursor ?? topology(state().flow).order[0];
  const next = (direction: Direction) => {
    const { flow, places, cursor } = state();
    const start = from();
    return cursor === undefined || start === undefined ? start : neighbour(flow, places, start, direction);
  };
  const walk = (keys: readonly string[], reach: typeof upstream, word: string) => {
    const found = reach(state().flow, keys);
    editor.select(selected({ steps: [...keys, ...found] }), keys[0]);
    editor.announce(`${found.size} steps ${word} selected.`);
  };

  return [
    ...arrows.flatMap(({ direction, key, by }): CanvasAction[] => [
      {
        id: `canvas.go.${direction}`,
        unlisted: true,
        title: { left: "Go to the step before", right: "Go to the step after", up: "Go up", down: "Go down" }[
          direction
        ],
        keys: [key],
        when: focused,
        run: () => go(next(direction)),
      },
      {
        id: `canvas.extend.${direction}`,
        unlisted: true,
        title: `Extend the selection ${direction}`,
        keys: [`Shift+${key}`],
        when: focused,
        run: () => go(next(direction), true),
      },
      {
        id: `canvas.move.${direction}`,
        unlisted: true,
        title: `Move the step ${direction}`,
        keys: [`Alt+${key}`],
        when: () => editable() && steps().length > 0,
        run: () => {
          const { flow, places } = state();
          const moved = steps().map((step): [string, Point] => {
            const { x, y } = places.get(step) ?? { x: 0, y: 0 };
            return [step, { x: x + by.x, y: y + by.y }];
          });
          editor.apply(
            { ...move(flow, new Map(moved)), label: `Move ${direction}` },
            `move ${steps().join()}`,
          );
        },
      },
    ]),
    {
      id: "canvas.go.first",
      title: "Go to the first step",
      keys: ["Home"],
      when: focused,
      run: () => go(topology(state().flow).order[0]),
    },
    {
      id: "canvas.go.last",
      title: "Go to the last step",
      keys: ["End"],
      when: focused,
      run: () => go(topology(state().flow).order.at(-1)),
    },
    {
      id: "canvas.go.problem",
      title: "Go to the next problem",
      keys: ["F8"],
      when: () => focused() && state().problemsOf.size > 0,
      run: () => {
        const { flow, problemsOf, cursor } = state();
        const marked = topology(flow).order.filter((key) => problemsOf.has(key));
        const at = cursor === undefined ? -1 : marked.indexOf(cursor);
        go(marked[(at + 1) % marked.length]);
      },
    },
    {
      id: "canvas.select.upstream",
      title: "Select upstream",
      keys: ["Alt+U"],
      when: () => focused() && steps().length > 0,
      run: () => walk(steps(), upstream, "upstream"),
    },
    {
      id: "canvas.select.downstream",
      title: "Select downstream",
      keys: ["Alt+I"],
      when: () => focused() && steps().length > 0,
      run: () => walk(steps(), downstream, "downstream"),
    },
    {
      id: "canvas.select.all",
      title: "Select all",
      keys: ["Mod+A"],
      when: focused,
      run: () => editor.select(selected({ steps: Object.keys(state().flow.steps) }), state().cursor),
    },
    {
      id: "canvas.select.none",
      title: "Clear the selection",
      keys: ["Escape"],
      when: () => focused() && state().selection.steps.size > 0,
      run: () => editor.select(selected({}), state().cursor),
    },
  ];
}
