import { useNavigate } from "@tanstack/react-router";
import { CircleHelp, Contrast, LogOut, Moon, PanelLeft, Search, Sun, SunMoon } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { dropToken, token } from "../../data/token.ts";
import { preferences, setPreferences } from "../../ui/preferences.ts";
import type { Command } from "../commands/registry.ts";
import { useCommands } from "../commands/useCommands.ts";
import { type Place, places } from "../navigation.ts";
import { useListCommands } from "./list-commands.ts";

type Open = (what: "palette" | "help") => void;

/** What can be done from anywhere. */
export function appCommands(open: Open, go: (to: Place["to"]) => void): readonly Command[] {
  return [
    {
      kind: "view",
      id: "app.palette",
      title: "Find or do",
      group: "Everywhere",
      keys: ["Mod+K"],
      unlisted: true,
      icon: <Search />,
      run: () => open("palette"),
    },
    {
      kind: "view",
      id: "app.help",
      title: "Show the keys",
      group: "Everywhere",
      keys: ["?"],
      icon: <CircleHelp />,
      run: () => open("help"),
    },
    ...places.map(({ to, title, icon: Icon, keys }) => ({
      kind: "view" as const,
      id: `go.${title.toLowerCase()}`,
      title: `Go to ${title.toLowerCase()}`,
      group: "Go to",
      keys: [keys],
      icon: <Icon />,
      run: () => go(to),
    })),
    {
      kind: "view",
      id: "app.sidebar",
      title: "Show or hide the sidebar",
      group: "View",
      keys: ["Mod+B"],
      icon: <PanelLeft />,
      run: () => setPreferences({ sidebar: preferences().sidebar === "open" ? "closed" : "open" }),
    },
    theme("system", "Theme: as the system", <SunMoon />),
    theme("light", "Theme: light", <Sun />),
    theme("dark", "Theme: dark", <Moon />),
    {
      kind: "view",
      id: "view.contrast",
      title: "High contrast",
      group: "View",
      icon: <Contrast />,
      run: () => setPreferences({ contrast: preferences().contrast === "more" ? "system" : "more" }),
    },
    {
      kind: "view",
      id: "view.zone",
      title: "Times in UTC or in my zone",
      group: "View",
      words: "timezone clock",
      run: () => setPreferences({ zone: preferences().zone === "utc" ? "local" : "utc" }),
    },
    {
      kind: "view",
      id: "app.sign-out",
      title: "Sign out",
      group: "Everywhere",
      icon: <LogOut />,
      when: () => token() !== null,
      run: dropToken,
    },
  ];
}

export function useAppCommands(open: Open): void {
  const navigate = useNavigate();
  useListCommands();
  useCommands(useMemo(() => appCommands(open, (to) => void navigate({ to })), [navigate, open]));
}

function theme(value: "system" | "light" | "dark", title: string, icon: ReactNode) {
  return {
    kind: "view" as const,
    id: `view.theme.${value}`,
    title,
    group: "View",
    words: "colour mode",
    icon,
    run: () => setPreferences({ theme: value }),
  };
}
