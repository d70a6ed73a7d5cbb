/**
 * What is typed into a field and no value yet. It is kept by whoever holds the form, under the field's path, so that it
 * is there again when the field is; a form that nobody keeps it for keeps it in the field.
 */
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

export interface UnfinishedTexts {
  readonly at: (path: string) => string | undefined;
  /** Without a text: it has become a value, or is gone. */
  readonly keep: (path: string, text: string | undefined) => void;
}

const Context = createContext<UnfinishedTexts | null>(null);
export const UnfinishedProvider = Context.Provider;

export function useUnfinished(
  path: string,
): readonly [string | undefined, (text: string | undefined) => void] {
  const texts = useContext(Context);
  const [own, setOwn] = useState<string>();
  return texts ? [texts.at(path), (text) => texts.keep(path, text)] : [own, setOwn];
}

/** A form at a place, whose fields know their path from there on. */
export function UnfinishedUnder(props: { readonly place: string; readonly children: ReactNode }) {
  const { place, children } = props;
  const texts = useContext(Context);
  const under = useMemo(() => {
    const whole = (path: string) => (path.startsWith("[") ? place + path : `${place}.${path}`);
    return (
      texts && {
        at: (path: string) => texts.at(whole(path)),
        keep: (path: string, text: string | undefined) => texts.keep(whole(path), text),
      }
    );
  }, [texts, place]);
  return <Context value={under}>{children}</Context>;
}
