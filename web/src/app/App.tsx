import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { queryClient } from "../data/query-client.ts";
import { TooltipGroup } from "../ui/controls/Tooltip.tsx";
import { Toaster } from "../ui/overlay/Toaster.tsx";
import { Door } from "./Door.tsx";
import { LiveProvider } from "./live.tsx";
import { router } from "./router.ts";

export function App() {
  return (
    // Base UI would write <style> elements for parts we do not use, and the CSP refuses them.
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <TooltipGroup delay={400}>
          <Door>
            <LiveProvider>
              <RouterProvider router={router} />
            </LiveProvider>
          </Door>
          <Toaster />
        </TooltipGroup>
      </QueryClientProvider>
    </CSPProvider>
  );
}
