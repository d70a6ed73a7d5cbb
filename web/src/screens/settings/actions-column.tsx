import { Button, type ButtonProps } from "../../ui/controls/Button.tsx";
import type { PlainColumn } from "../../ui/table/PlainTable.tsx";
import styles from "./rows.module.css";

type RowAction = Pick<ButtonProps, "look" | "blocked"> & {
  readonly verb: string;
  readonly onClick: () => void;
};

/** What can be done with a row. Each button says its verb to the eye, and the name of its row as well to the ear. */
export const actionsColumn = <Row extends { readonly name: string }>(
  actionsOf: (row: Row) => readonly RowAction[],
): PlainColumn<Row> => ({
  id: "actions",
  title: "Actions",
  quiet: true,
  align: "end",
  cell: (row) => (
    <span className={styles.actions}>
      {actionsOf(row).map(({ verb, ...button }) => (
        <Button key={verb} size="small" aria-label={`${verb} ${row.name}`} {...button}>
          {verb}
        </Button>
      ))}
    </span>
  ),
});
