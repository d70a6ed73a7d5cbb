import { type Wait, waits } from "#language/waits.ts";
import { Time } from "../../ui/time/Time.tsx";

/** What is waited for, and until when: the same words in the list, on the page, in the terminal and in `reflux.why`. */
export function Waits({ wait, at }: { readonly wait: Wait; readonly at: string | null }) {
  const { words, until } = waits[wait];
  return (
    <>
      {words}
      {at !== null && (
        <>
          {" "}
          {until} <Time at={at} show="when" />
        </>
      )}
    </>
  );
}
