import { Field } from "../../ui/controls/Field.tsx";
import { Segmented } from "../../ui/controls/Segmented.tsx";
import { Switch } from "../../ui/controls/Switch.tsx";
import { setPreferences, usePreferences } from "../../ui/preferences.ts";
import styles from "./Appearance.module.css";
import { Section } from "./Section.tsx";

export function Appearance() {
  const { theme, contrast, zone, letterKeys } = usePreferences();
  return (
    <>
      <Section title="Appearance" words="Kept in this browser.">
        <div className={`stack gap-5 ${styles.fields}`}>
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
        </div>
      </Section>
      <Section title="Keys">
        <div className={`stack gap-5 ${styles.fields}`}>
          <Switch
            label="Single-letter keys"
            hint="j, k, x and the like. Keys with Ctrl or ⌘ always work."
            checked={letterKeys}
            onCheckedChange={(on) => setPreferences({ letterKeys: on })}
          />
        </div>
      </Section>
    </>
  );
}
