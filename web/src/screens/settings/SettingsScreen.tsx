import { Page } from "../../app/shell/Page.tsx";
import { Field } from "../../ui/controls/Field.tsx";
import { Segmented } from "../../ui/controls/Segmented.tsx";
import { Switch } from "../../ui/controls/Switch.tsx";
import { setPreferences, usePreferences } from "../../ui/preferences.ts";
import styles from "./SettingsScreen.module.css";

/** What a person sets for themselves, in this browser. What is set for all (secrets, tokens, schedules) needs the API. */
export function SettingsScreen() {
  const { theme, contrast, zone, letterKeys } = usePreferences();
  return (
    <Page title="Settings">
      <div className={styles.settings}>
        <section className={styles.section}>
          <h2 className={styles.title}>Appearance</h2>
          <Field label="Theme">
            <Segmented
              label="Theme"
              value={theme}
              onValueChange={(next) => setPreferences({ theme: next })}
              choices={[
                { value: "system", label: "System" },
                { value: "light", label: "Light" },
                { value: "dark", label: "Dark" },
              ]}
            />
          </Field>
          <Switch
            label="High contrast"
            hint="Pure grounds and full outlines, in light and in dark."
            checked={contrast === "more"}
            onCheckedChange={(on) => setPreferences({ contrast: on ? "more" : "system" })}
          />
          <Field label="Times">
            <Segmented
              label="Times"
              value={zone}
              onValueChange={(next) => setPreferences({ zone: next })}
              choices={[
                { value: "local", label: "My zone" },
                { value: "utc", label: "UTC" },
              ]}
            />
          </Field>
        </section>
        <section className={styles.section}>
          <h2 className={styles.title}>Keys</h2>
          <Switch
            label="Single-letter keys"
            hint="j, k, x and the like. Keys with Ctrl or ⌘ always work."
            checked={letterKeys}
            onCheckedChange={(on) => setPreferences({ letterKeys: on })}
          />
        </section>
      </div>
    </Page>
  );
}
