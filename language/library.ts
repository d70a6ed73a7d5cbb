import jsonata from "jsonata";

/** A function that comes with JSONata, for one of ours that does more, or refuses. */
export async function libraryFunction(name: string): Promise<(...values: unknown[]) => unknown> {
  return (await jsonata(`$${name}`).evaluate(undefined)).implementation;
}
