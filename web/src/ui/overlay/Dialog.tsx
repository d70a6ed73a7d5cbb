import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { IconButton } from "../controls/IconButton.tsx";
import { cx } from "../cx.ts";
import { leaveNowhere } from "../focus-main.ts";
import styles from "./Dialog.module.css";

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will happen, before anything is asked. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the deciding one last. */
  readonly actions?: ReactNode;
  readonly size?: "small" | "medium" | "large";
}

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  size = "medium",
}: DialogProps) {
  // What it was opened from may be gone by then.
  useEffect(() => {
    if (!open) return;
    return () => void setTimeout(leaveNowhere, 50);
  }, [open]);
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup className={cx(styles.popup, styles[size])}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <div className={styles.body}>
              {description && <Base.Description className="soft">{description}</Base.Description>}
              {children}
            </div>
            {actions && <footer className={styles.actions}>{actions}</footer>}
            {/* Last, so that the first thing to be focused is what the dialog is about. */}
            <Base.Close
              render={
                <IconButton label="Close" keys="Escape" icon={<X />} size="small" className={styles.close} />
              }
            />
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** Closes the dialog around it: for Cancel. */
export const DialogClose = Base.Close;
