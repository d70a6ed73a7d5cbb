import { useRef } from "react";

/** Names for the rows of a form, which stay theirs while others move, come and go: what one types in stays where it is. */
export function useNames(count: number) {
  const names = useRef<number[]>([]);
  const next = useRef(0);
  while (names.current.length < count) names.current.push(next.current++);
  names.current.length = count;
  return {
    of: (index: number) => names.current[index],
    remove: (index: number) => void names.current.splice(index, 1),
    move: (from: number, to: number) => void names.current.splice(to, 0, ...names.current.splice(from, 1)),
  };
}
