/** The editor's parts at their address, on a server that knows nothing, for tests of what they offer. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterContextProvider,
} from "@tanstack/react-router";
import { act, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import type { GrowingCatalogue } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { editorSearch } from "../../app/search.ts";
import { createEditor } from "../../canvas/state/editor.ts";
import { createDraft } from "./draft.ts";

/** A draft that is open, and how often a change of it was tried. */
export function openDraft(flow: Flow, catalogue: GrowingCatalogue, readOnly?: string) {
  const made = createEditor({ flow, catalogue, readOnly, validate: () => [] });
  const editor = { ...made, apply: vi.fn(made.apply), replace: vi.fn(made.replace) };
  const held = { flow, revision: 1, source: undefined, unfinished: {}, author: "ada" };
  const server = {
    read: async () => ({ ...held, version: undefined, published: undefined }),
    peek: async () => ({ ...held, version: undefined }),
    save: async () => ({ revision: 1, problems: [] }),
    publish: async () => 1,
    discard: async () => {},
  };
  const kept = createDraft(editor, { ...held, version: undefined, published: undefined }, server, () => {});
  const draft = { ...kept, keep: vi.fn(kept.keep), write: vi.fn(kept.write), flush: vi.fn(kept.flush) };
  const ways = [editor.apply, editor.replace, draft.keep, draft.write];
  const tried = () => ways.reduce((sum, way) => sum + way.mock.calls.length, 0);
  return { editor, draft, tried };
}

/** The parts are there when this is awaited, and so is what they load. */
export async function show(parts: ReactNode) {
  const Observer = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  vi.stubGlobal("ResizeObserver", Observer);
  vi.stubGlobal("fetch", async () => new Response('{"data":{}}'));
  const root = createRootRoute();
  const path = "/flows/$slug/edit";
  const edit = createRoute({ getParentRoute: () => root, path, validateSearch: editorSearch });
  const router = createRouter({
    routeTree: root.addChildren([edit]),
    history: createMemoryHistory({ initialEntries: ["/flows/orders/edit"] }),
  });
  await router.load();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: 0 } } });
  return act(async () =>
    render(
      <RouterContextProvider router={router as never}>
        <QueryClientProvider client={client}>{parts}</QueryClientProvider>
      </RouterContextProvider>,
    ),
  );
}
