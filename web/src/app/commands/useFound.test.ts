import { expect, test, vi } from "vitest";
import { match } from "./match.ts";
import { foundCommands } from "./useFound.tsx";

const run = { id: "42", state: "failed", createdAt: "2026-01-01T00:00:00Z" } as const;

test("flows, their newest runs and the run of a number lead there; a run named twice is listed once", () => {
  const go = { flow: vi.fn(), run: vi.fn() };
  const found = foundCommands(
    {
      flows: { nodes: [{ slug: "charge-order", title: "Charge an order", runs: { nodes: [run] } }] },
      run: { ...run, flow: { slug: "charge-order" } },
    },
    "arge",
    go,
  );

  expect(found.map(({ title, detail }) => [title, detail])).toEqual([
    ["charge-order", "Charge an order"],
    ["Run 42 of charge-order", "Failed"],
  ]);
  for (const command of found) command.run();
  expect(go.flow).toHaveBeenCalledWith("charge-order");
  expect(go.run).toHaveBeenCalledWith("42");
  // The database found it in the middle of a word, where the palette alone would not.
  expect(found.every(({ title, words }) => match(`${title} ${words}`, "arge"))).toBe(true);
});
