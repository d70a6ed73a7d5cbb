import { CSPProvider } from "@base-ui/react/csp-provider";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import Gallery from "./gallery/Gallery.tsx";
import "./ui/tokens.css";
import "./ui/base.css";
import { Toaster } from "./ui/overlay/Toaster.tsx";
import { TooltipGroup } from "./ui/overlay/Tooltip.tsx";
import { watchSystem } from "./ui/preferences.ts";

watchSystem();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <TooltipGroup delay={400}>
        <Gallery />
        <Toaster />
      </TooltipGroup>
    </CSPProvider>
  </StrictMode>,
);
