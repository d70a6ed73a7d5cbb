import { say, sayProblem } from "../overlay/toast.ts";

/** To the clipboard, and says so. The page may not be allowed to: then it says that. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    sayProblem({
      code: "clipboard",
      message: `${what} could not be copied`,
      hint: "The browser did not allow it. Select the text and copy by hand.",
    });
  }
}
