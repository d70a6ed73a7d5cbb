import { type FormEvent, useState } from "react";
import { askAccess } from "../../data/access.ts";
import { keepToken } from "../../data/token.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { Checkbox } from "../../ui/controls/Checkbox.tsx";
import { TextField } from "../../ui/controls/TextField.tsx";
import { CodeSample } from "../../ui/values/CodeSample.tsx";
import { Mark } from "./Mark.tsx";
import styles from "./SignIn.module.css";

/** A token is tried before it is kept: a wrong one never gets past this page. */
export function SignIn() {
  const [value, setValue] = useState("");
  const [remember, setRemember] = useState(false);
  const [state, setState] = useState<"idle" | "busy" | "refused" | "offline">("idle");

  async function submit(event: FormEvent) {
    event.preventDefault();
    setState("busy");
    const { access } = await askAccess(AbortSignal.timeout(15_000), value.trim()).catch(() => ({
      access: "offline" as const,
    }));
    if (access === "open") keepToken(value.trim(), remember);
    else setState(access === "closed" ? "refused" : "offline");
  }

  const problems = {
    idle: undefined,
    busy: undefined,
    refused: "The server does not know this token. It may be revoked, or for another server.",
    offline: "The server cannot be reached.",
  };
  return (
    <main className={`grid pad-4 ${styles.screen}`}>
      <form className={`stack full gap-4 ${styles.card}`} onSubmit={(event) => void submit(event)}>
        <header className={`stack centred gap-3 ${styles.head}`}>
          <Mark />
          <h1 className={styles.title}>Sign in to Reflux</h1>
        </header>
        <TextField
          label="Access token"
          type="password"
          autoComplete="current-password"
          mono
          required
          value={value}
          onValueChange={setValue}
          error={problems[state]}
        />
        <Checkbox label="Stay signed in on this computer" checked={remember} onCheckedChange={setRemember} />
        <Button
          type="submit"
          look="primary"
          size="large"
          busy={state === "busy"}
          disabled={value.trim() === ""}
        >
          Sign in
        </Button>
        <CodeSample
          label="Where tokens come from"
          language="text"
          code="npx reflux token create --role editor"
        />
      </form>
    </main>
  );
}
