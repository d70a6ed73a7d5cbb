import { type ReactNode, useEffect } from "react";
import { ReadProblem } from "../ReadProblem.tsx";
import styles from "./Page.module.css";

export interface PageProps {
  /** The page's name: in the tab, and as its heading for those who cannot see the breadcrumb. */
  readonly title: string;
  readonly children: ReactNode;
  /** Above the content, does not scroll: filters, tabs. */
  readonly toolbar?: ReactNode;
}

/** The frame of a screen. The breadcrumb is its visible title, so none is repeated below it. */
export function Page({ title, children, toolbar }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Reflux`;
  }, [title]);
  return (
    <>
      <h1 className="visually-hidden">{title}</h1>
      {toolbar && <div className={`row wrap fixed gap-2 ${styles.toolbar}`}>{toolbar}</div>}
      <div className="stack grow shrinks-y">{children}</div>
    </>
  );
}

/** Why a page has nothing to show, or nothing new. */
export function PageProblem({ error }: { readonly error: unknown }) {
  if (!error) return null;
  return (
    <div className={styles.problem}>
      <ReadProblem error={error} />
    </div>
  );
}

/** What must be known of the list below it, and changes with it. */
export function PageNote({ children }: { readonly children: ReactNode }) {
  return (
    <p className={`fixed small secondary ${styles.note}`} role="status">
      {children}
    </p>
  );
}
