import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { leaveNowhere } from "../../ui/focus-main.ts";
import { usePreferences } from "../../ui/preferences.ts";
import { HelpSheet } from "../commands/HelpSheet.tsx";
import { listenForKeys } from "../commands/listen.ts";
import { Palette, preloadPalette } from "../commands/Palette.tsx";
import { Header } from "./Header.tsx";
import styles from "./Shell.module.css";
import { Sidebar, SidebarDrawer } from "./Sidebar.tsx";
import { useAppCommands } from "./useAppCommands.tsx";

/** What stays while screens come and go. */
export function Shell() {
  const [open, setOpen] = useState<"palette" | "help" | "places">();
  const { sidebar } = usePreferences();
  useAppCommands(setOpen);
  const place = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  // Keys are read on the page that came, and nowhere when what had the focus is gone from it.
  useEffect(leaveNowhere, [place]);
  useEffect(() => {
    const stop = new AbortController();
    listenForKeys(stop.signal);
    const idle = setTimeout(preloadPalette, 2_000);
    stop.signal.addEventListener("abort", () => clearTimeout(idle));
    return () => stop.abort();
  }, []);
  return (
    <div className={styles.shell} data-sidebar={sidebar}>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <Sidebar onPalette={() => setOpen("palette")} onHelp={() => setOpen("help")} />
      <div className={styles.frame}>
        <Header onPlaces={() => setOpen("places")} onPalette={() => setOpen("palette")} />
        <main id="main" tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
      </div>
      <SidebarDrawer open={open === "places"} onOpenChange={(next) => setOpen(next ? "places" : undefined)} />
      <Palette open={open === "palette"} onOpenChange={(next) => setOpen(next ? "palette" : undefined)} />
      <HelpSheet open={open === "help"} onOpenChange={(next) => setOpen(next ? "help" : undefined)} />
    </div>
  );
}
