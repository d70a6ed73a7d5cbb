import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cx } from "../cx.ts";
import styles from "./Tabs.module.css";

export interface Tab<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly count?: number | undefined;
  /** Left out: the tabs only switch, and their owner shows the content. */
  readonly content?: ReactNode;
}

export interface TabsProps<T extends string> {
  readonly tabs: readonly Tab<T>[];
  readonly value: T;
  readonly onValueChange: (value: T) => void;
  readonly label: string;
  readonly end?: ReactNode;
  readonly className?: string | undefined;
}

export function Tabs<T extends string>({ tabs, value, onValueChange, label, end, className }: TabsProps<T>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onValueChange(next)}
      className={cx(styles.root, className)}
    >
      <div className={`row between fixed gap-2 ${styles.bar}`}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus>
          {tabs.map((tab) => (
            <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
              {tab.label}
              {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
            </Base.Tab>
          ))}
          <Base.Indicator className={styles.indicator} />
        </Base.List>
        {end}
      </div>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className={styles.panel}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
