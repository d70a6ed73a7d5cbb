// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { LastGoodRunsDocument } from "../../../../generated/graphql.ts";
import { LiveProvider } from "../../../app/live.tsx";
import { hashOf } from "../../../data/request.ts";
import { stepRow } from "../testing.ts";
import { DiffTab } from "./DiffTab.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const whole = { value: { a: 1 }, bytes: 8, cut: false };
const cut = { value: { a: 1 }, bytes: 90_000, cut: true };
const good = [
  { id: "9", createdAt: "2026-01-03T00:00:00Z" },
  { id: "7", createdAt: "2026-01-01T00:00:00Z" },
];
const same = ["The same."];
const asShown = ["Compared as far as it is shown."];

test.each<[string, string, { input: typeof whole; output: typeof whole } | null, string | RegExp, string[]]>([
  [
    "the newest good run",
    "2026-01-03T00:00:00Z",
    { input: whole, output: whole },
    /Run 7 is before/,
    [...same, ...same],
  ],
  [
    "a failed run of yesterday",
    "2026-01-02T00:00:00Z",
    { input: whole, output: whole },
    /Run 7 is before/,
    [...same, ...same],
  ],
  ["the first good run", "2026-01-01T00:00:00Z", null, /No run of this flow before this one/, []],
  [
    "a step that the good run did not reach",
    "2026-01-04T00:00:00Z",
    null,
    /Run 9.* did not come to this step/,
    [],
  ],
  [
    "an output longer than what is shown",
    "2026-01-04T00:00:00Z",
    { input: whole, output: cut },
    /Run 9/,
    [...same, ...asShown],
  ],
])(
  "%s is compared with the good run before it, as far as both are known",
  async (_, createdAt, stepPreview, words, said) => {
    vi.stubGlobal(
      "WebSocket",
      class extends EventTarget {
        close() {}
      },
    );
    vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
      const { documentId, variables } = JSON.parse(body);
      const nodes = good.filter((run) => !(run.createdAt >= variables.before)).slice(0, 1);
      return Response.json({
        data: documentId === hashOf(LastGoodRunsDocument) ? { runs: { nodes } } : { stepPreview },
      });
    });

    render(
      <QueryClientProvider client={new QueryClient()}>
        <LiveProvider>
          <DiffTab
            name={{ run: "9", step: "a", scope: "" }}
            {...{ flow: "f", createdAt, step: stepRow("a", 0), input: whole, output: whole, loading: false }}
          />
        </LiveProvider>
      </QueryClientProvider>,
    );

    await screen.findByText(words);
    expect(screen.queryAllByText(/^The same|as far as/).map((line) => line.textContent)).toEqual(said);
  },
);
