import { cx } from "../../ui/cx.ts";
import { NodeIcon } from "./icons.tsx";
import styles from "./NodeTile.module.css";

/** A node's icon where the node is introduced. */
export function NodeTile({ icon, large }: { readonly icon: string | undefined; readonly large?: boolean }) {
  return (
    <span className={cx(styles.tile, large && styles.large)}>
      <NodeIcon name={icon} />
    </span>
  );
}
