import { Dialog } from "@base-ui/react/dialog";
import { lazy, Suspense } from "react";
import { cx } from "../../ui/cx.ts";
import dialog from "../../ui/overlay/Dialog.module.css";
import styles from "./Palette.module.css";

export interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

const finder = async () => import("./Finder.tsx");
const Finder = lazy(finder);
/** While nothing else is to be done, so that it opens at once. */
export const preloadPalette = () => void finder().catch(() => {});

/** Everything that can be done here, and every flow and run, found by typing. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Viewport className={styles.viewport}>
          <Dialog.Popup className={cx(dialog.popup, styles.palette)} aria-label="Commands">
            <Suspense>
              <Finder onDone={() => onOpenChange(false)} />
            </Suspense>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
