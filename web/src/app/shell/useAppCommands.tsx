import { useNavigate } from "@tanstack/react-router";
import { CircleHelp, Contrast, LogOut, Moon, PanelLeft, Search, Sun, SunMoon } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { dropToken, token } from "../../data/token.ts";
import { preferences, setPreferences } from "../../ui/preferences.ts";
import type { Command } from "../commands/registry.ts";
import { useCommands } from "../commands/useCommands.ts";
import { places } from "../navigation.ts";
import { useListCommands } from "./list-commands.ts";

/** What can be done from anywhere. */
export function useAppCommands(open: (what: "palette" | "help") => void): void {
  const navigate = useNavigate();
  useListCommands();
  const list = useMemo(
    (): readonly Command[] => [
      {
        id: "app.palette",
        title: "Find or do",
        group: "Everywhere",
        keys: ["Mod+K"],
        unlisted: true,
        icon: <Search />,
        run: () => open("palette"),
      },
      {
        id: "app.help",
        title: "Show the keys",
        group: "Everywhere",
        keys: ["?"],
        icon: <CircleHelp />,
        run: () => open("help"),
      },
      ...places.map(({ to, title, icon: Icon, keys }) => ({
        id: `go.${title.toLowerCase()}`,
        title: `Go to ${title.toLowerCase()}`,
        group: "Go to",
        keys: [keys],
        icon: <Icon />,
        run: () => void navigate({ to }),
      })),
      {
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
        id: "view.contrast",
        title: "High contrast",
        group: "View",
        icon: <Contrast />,
        run: () => setPreferences({ contrast: preferences().contrast === "more" ? "system" : "more" }),
      },
      {
        id: "view.zone",
        title: "Times in UTC or in my zone",
        group: "View",
        words: "timezone clock",
        run: () => setPreferences({ zone: preferences().zone === "utc" ? "local" : "utc" }),
      },
      {
        id: "app.sign-out",
        title: "Sign out",
        group: "Everywhere",
        icon: <LogOut />,
        when: () => token() !== null,
        run: dropToken,
      },
    ],
    [navigate, open],
  );
  useCommands(list);
}

function theme(value: "system" | "light" | "dark", title: string, icon: ReactNode) {
  return {
    id: `view.theme.${value}`,
    title,
    group: "View",
    words: "colour mode",
    icon,
    run: () => setPreferences({ theme: value }),
  };
}
