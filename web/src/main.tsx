import "./ui/layout/primitives.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import "./ui/tokens.css";
import "./ui/base.css";
import { watchSystem } from "./ui/preferences.ts";

watchSystem();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
