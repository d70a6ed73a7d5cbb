/** Do all words typed begin somewhere in the text? "ru fa" finds "Failed runs": words in any order, from their start. */
export function match(text: string, query: string): boolean {
  const have = words(text);
  return words(query).every((typed) => have.some((word) => word.startsWith(typed)));
}

const words = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
