import { Link, useParams } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";
import { Page } from "../../app/shell/Page.tsx";
import { Skeleton } from "../../ui/feedback/Skeleton.tsx";
import { Appearance } from "./Appearance.tsx";
import styles from "./SettingsScreen.module.css";
import { isSection, type SectionId, sections } from "./sections.ts";

const parts: Readonly<Record<SectionId, ComponentType>> = {
  appearance: Appearance,
  secrets: lazy(async () => import("./secrets/Secrets.tsx")),
  variables: lazy(async () => import("./variables/Variables.tsx")),
  tokens: lazy(async () => import("./tokens/Tokens.tsx")),
  audit: lazy(async () => import("./Audit.tsx")),
  schedules: lazy(async () => import("./Schedules.tsx")),
  workers: lazy(async () => import("./Workers.tsx")),
  engine: lazy(async () => import("./Engine.tsx")),
};

/** What a person sets for themselves, and what is set for all. What a role may not see, the API refuses and says so. */
export function SettingsScreen() {
  const { section } = useParams({ strict: false });
  const shown = isSection(section) ? section : "appearance";
  const Part = parts[shown];
  const title = sections.find((one) => one.id === shown)?.title ?? "Settings";
  return (
    <Page title={shown === "appearance" ? "Settings" : `${title} · Settings`}>
      <div className={styles.container}>
        <div className={styles.columns}>
          <nav className={styles.nav} aria-label="Settings">
            <ul>
              {sections.map((one) => (
                <li key={one.id}>
                  <Link
                    to="/settings/$section"
                    params={{ section: one.id }}
                    className={styles.link}
                    aria-current={one.id === shown ? "page" : undefined}
                  >
                    {one.title}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <div className={`stack ${styles.part}`}>
            <Suspense fallback={<Skeleton lines={5} />}>
              <Part />
            </Suspense>
          </div>
        </div>
      </div>
    </Page>
  );
}
