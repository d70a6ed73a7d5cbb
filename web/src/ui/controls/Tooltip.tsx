import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import { KeyHint } from "./KeyHint.tsx";
import styles from "./Tooltip.module.css";

export interface TooltipProps {
  readonly text: string;
  readonly keys?: string | undefined;
  readonly side?: "top" | "bottom" | "left" | "right";
  /** One element that can take focus, unless what it tells is also elsewhere. */
  readonly children: ReactElement;
}

/** A name or a reason, never something to press. The app holds one TooltipGroup, so the second opens at once. */
export function Tooltip({ text, keys, side = "bottom", children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {text}
            {keys && <KeyHint keys={keys} quiet />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export const TooltipGroup = Base.Provider;
