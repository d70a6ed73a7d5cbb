import { Link } from "@tanstack/react-router";
import { Send } from "lucide-react";
import { useState } from "react";
import { parseJson } from "#language/json.ts";
import { useAction } from "../../app/useAction.ts";
import { offline, ProblemError } from "../../data/problem.ts";
import { CodeEditor } from "../../ui/code/CodeEditor.tsx";
import { Button } from "../../ui/controls/Button.tsx";
import { TextField } from "../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { Duration } from "../../ui/time/Duration.tsx";
import { CodeSample } from "../../ui/values/CodeSample.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { Status } from "./Status.tsx";
import styles from "./TestCall.module.css";
import { configOf, curlOf, sign, takesBody, urlOf, type Webhook } from "./webhook.ts";

interface Answer {
  readonly status: number;
  readonly tookMs: number;
  readonly body: string;
  readonly run: string | undefined;
}

/** A real call of the real address: what it starts is a run like any other. */
export function TestCall({ hook, onCalled }: { readonly hook: Webhook; readonly onCalled: () => void }) {
  const { signature, mode, deadlineSeconds } = configOf(hook.config);
  const [body, setBody] = useState('{\n  "id": "test-1"\n}');
  const [query, setQuery] = useState("");
  const [secret, setSecret] = useState("");
  const [answer, setAnswer] = useState<Answer>();
  const sends = takesBody(hook.method);

  const call = useAction(async () => {
    setAnswer(undefined);
    const headers: Record<string, string> = sends ? { "content-type": "application/json" } : {};
    if (signature && secret !== "")
      headers[signature.header] = await sign(signature, secret, sends ? body : "");
    const start = performance.now();
    const url = `${urlOf("", hook)}${query === "" ? "" : `?${query.replace(/^\?/, "")}`}`;
    const response = await fetch(url, { method: hook.method, headers, ...(sends ? { body } : {}) }).catch(
      (error: unknown) => {
        throw new ProblemError(offline, error);
      },
    );
    const text = await response.text();
    setAnswer({
      status: response.status,
      tookMs: performance.now() - start,
      body: pretty(text),
      run: /\/runs\/(\d+)/.exec(response.headers.get("location") ?? "")?.[1] ?? runOf(text),
    });
    onCalled();
  });
  return (
    <div className="stack gap-3">
      {sends ? (
        <CodeEditor
          label="Body as JSON"
          language="json"
          value={body}
          onValueChange={setBody}
          lines={6}
          onSubmit={() => call.run()}
        />
      ) : (
        <TextField label="Query" mono placeholder="id=7" value={query} onValueChange={setQuery} />
      )}
      {signature && (
        <TextField
          label={`Value of ${signature.secret}`}
          type="password"
          autoComplete="off"
          hint={`Signs the body here, in ${signature.header}. It is not kept and not sent. Leave it empty to see the refusal.`}
          value={secret}
          onValueChange={setSecret}
        />
      )}
      <div className={styles.actions}>
        <Button look="primary" icon={<Send />} busy={call.busy} onClick={() => call.run()}>
          Send
        </Button>
        <CopyAs curl={curlOf(location.origin, hook, body)} />
        <span className="small secondary">
          {mode === "sync" ? `Waits up to ${deadlineSeconds} s for the run.` : "Starts a real run."}
        </span>
      </div>
      {call.problem && <ErrorCallout problem={call.problem} />}
      {answer && (
        <div className="stack gap-2" role="status">
          <p className={styles.line}>
            <Status status={answer.status} />
            <Duration milliseconds={answer.tookMs} />
            {answer.run !== undefined && (
              <Link to="/runs/$id" params={{ id: answer.run }}>
                Run {answer.run}
              </Link>
            )}
          </p>
          {answer.body !== "" && <CodeSample label="Answer" language="json" code={answer.body} />}
        </div>
      )}
    </div>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(parseJson(text), null, 2);
  } catch {
    return text;
  }
}

function runOf(text: string): string | undefined {
  return /^\{"run":\s*"?(\d+)"?/.exec(text)?.[1];
}
