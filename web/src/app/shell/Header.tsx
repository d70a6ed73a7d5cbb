import { Link, useMatches } from "@tanstack/react-router";
import { Menu as MenuIcon, PanelLeft, Search } from "lucide-react";
import { Fragment } from "react";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { cx } from "../../ui/cx.ts";
import { LivePill } from "../../ui/feedback/LivePill.tsx";
import { setPreferences, usePreferences } from "../../ui/preferences.ts";
import { useLive, useLiveness } from "../live.tsx";
import styles from "./Header.module.css";
import { HeaderSlot } from "./header-slot.tsx";

export interface HeaderProps {
  readonly onPlaces: () => void;
  readonly onPalette: () => void;
}

export function Header({ onPlaces, onPalette }: HeaderProps) {
  const { sidebar } = usePreferences();
  const live = useLive();
  const liveness = useLiveness();
  return (
    <header className={`row fixed gap-2 ${styles.header}`}>
      <IconButton
        label={sidebar === "open" ? "Hide the sidebar" : "Show the sidebar"}
        keys="Mod+B"
        icon={<PanelLeft />}
        className={styles.wide}
        onClick={() => setPreferences({ sidebar: sidebar === "open" ? "closed" : "open" })}
      />
      <IconButton label="Places" icon={<MenuIcon />} className={styles.narrow} onClick={onPlaces} />
      <Crumbs />
      <HeaderSlot className={styles.slot} />
      <IconButton
        label="Find or do"
        keys="Mod+K"
        icon={<Search />}
        className={cx(styles.narrow)}
        onClick={onPalette}
      />
      <LivePill liveness={liveness} onRetry={() => live.retry()} />
    </header>
  );
}

function Crumbs() {
  const matches = useMatches().filter((match) => match.staticData.crumb !== undefined);
  return (
    <nav aria-label="Breadcrumb" className={styles.crumbs}>
      <ol className="row nowrap gap-1-half">
        {matches.map((match, index) => {
          const text = fill(match.staticData.crumb ?? "", match.params);
          const last = index === matches.length - 1;
          return (
            <Fragment key={match.id}>
              {index > 0 && (
                <li aria-hidden="true" className={styles.slash}>
                  /
                </li>
              )}
              <li className={cx(styles.crumb, last && styles.last)}>
                {last ? <span aria-current="page">{text}</span> : <Link to={match.pathname}>{text}</Link>}
              </li>
            </Fragment>
          );
        })}
      </ol>
    </nav>
  );
}

const fill = (crumb: string, params: Readonly<Record<string, string | undefined>>) =>
  crumb.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
