/** Every component in every state, for eyes and for axe. In development builds only. */
import type { ReactNode } from "react";
import { Controls } from "./Controls.tsx";
import { Data } from "./Data.tsx";
import { Feedback } from "./Feedback.tsx";
import { Forms } from "./Forms.tsx";
import styles from "./Gallery.module.css";
import { Tokens } from "./Tokens.tsx";

const sections: readonly (readonly [string, ReactNode])[] = [
  ["Tokens", <Tokens key="tokens" />],
  ["Controls", <Controls key="controls" />],
  ["Feedback", <Feedback key="feedback" />],
  ["Data", <Data key="data" />],
  ["Forms", <Forms key="forms" />],
];

export default function Gallery() {
  return (
    <div className={styles.gallery}>
      <h1 className={styles.title}>Gallery</h1>
      {sections.map(([title, content]) => (
        <section key={title} id={title.toLowerCase()} className={`stack gap-5 ${styles.section}`}>
          <h2 className={styles.heading}>{title}</h2>
          {content}
        </section>
      ))}
    </div>
  );
}
