import { createRouter } from "@tanstack/react-router";
import { routeTree } from "./routes.tsx";
import { parseSearch, printSearch } from "./search.ts";
import { ErrorScreen } from "./shell/ErrorScreen.tsx";
import { Pending } from "./shell/Pending.tsx";

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch: printSearch,
  defaultPreload: "intent",
  defaultPendingMs: 200,
  defaultErrorComponent: ErrorScreen,
  defaultPendingComponent: Pending,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** The name of the place in the header; `{slug}` is filled in from the address. */
    crumb?: string;
  }
}
