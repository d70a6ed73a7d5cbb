import { SunMoon } from "lucide-react";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { Menu } from "../../ui/overlay/Menu.tsx";
import { setPreferences, usePreferences } from "../../ui/preferences.ts";

const themes = [
  { value: "system", title: "As the system" },
  { value: "light", title: "Light" },
  { value: "dark", title: "Dark" },
] as const;

export function ThemeMenu() {
  const { theme, contrast } = usePreferences();
  return (
    <Menu
      groups={[
        {
          title: "Theme",
          items: themes.map(({ value, title }) => ({
            id: value,
            title,
            checked: theme === value,
            run: () => setPreferences({ theme: value }),
          })),
        },
        {
          items: [
            {
              id: "contrast",
              title: "High contrast",
              checked: contrast === "more",
              run: () => setPreferences({ contrast: contrast === "more" ? "system" : "more" }),
            },
          ],
        },
      ]}
    >
      <IconButton label="Theme" size="small" icon={<SunMoon />} />
    </Menu>
  );
}
