import { Dialog } from "@base-ui/react/dialog";
import { Link } from "@tanstack/react-router";
import { CircleHelp, Search } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { KeyHint } from "../../ui/controls/KeyHint.tsx";
import { cx } from "../../ui/cx.ts";
import dialog from "../../ui/overlay/Dialog.module.css";
import { usePreferences } from "../../ui/preferences.ts";
import { ZoneSwitch } from "../../ui/time/Time.tsx";
import { places } from "../navigation.ts";
import { useWho } from "../useWho.ts";
import { Mark } from "./Mark.tsx";
import styles from "./Sidebar.module.css";
import { ThemeMenu } from "./ThemeMenu.tsx";

export interface SidebarProps {
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}

export function Sidebar({ onPalette, onHelp }: SidebarProps) {
  const { sidebar } = usePreferences();
  if (sidebar === "closed") return null;
  return (
    <aside className={styles.sidebar} aria-label="Places">
      <Brand />
      <button type="button" className={styles.find} onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
        <Search aria-hidden="true" />
        <span>Find or do</span>
        <KeyHint keys="Mod+K" quiet />
      </button>
      <Places />
      <footer className={`row gap-half ${styles.foot}`}>
        <ZoneSwitch />
        <Role />
        <span className="grow" />
        <ThemeMenu />
        <IconButton label="Keys" keys="?" size="small" icon={<CircleHelp />} onClick={onHelp} />
      </footer>
    </aside>
  );
}

export interface SidebarDrawerProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The same places where there is no room beside the page. */
export function SidebarDrawer({ open, onOpenChange }: SidebarDrawerProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={styles.drawer} aria-label="Places">
          <Brand />
          <Places onGo={() => onOpenChange(false)} />
          <footer className={`row gap-half ${styles.foot}`}>
            <ZoneSwitch />
            <Role />
            <span className="grow" />
            <ThemeMenu />
          </footer>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Places({ onGo }: { readonly onGo?: () => void }): ReactNode {
  return (
    <nav aria-label="Main">
      <ul className={`stack ${styles.places}`}>
        {places.map(({ to, title, icon: Icon, keys }) => (
          <li key={to}>
            <Link
              to={to}
              className={styles.place}
              activeProps={{ className: cx(styles.place, styles.here), "aria-current": "page" }}
              onClick={onGo}
            >
              <Icon />
              {title}
              <span className={styles.keys}>
                <KeyHint keys={keys} quiet />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Told to whoever is not offered everything. */
function Role(): ReactNode {
  const who = useWho();
  if (!who || who.role === "admin") return null;
  return (
    <span className={`small tertiary ${styles.role}`} title={`Signed in as ${who.actor}`}>
      {who.role}
    </span>
  );
}

function Brand() {
  return (
    <Link to="/flows" className={`row strong gap-2 ${styles.brand}`}>
      <Mark />
      Reflux
    </Link>
  );
}
