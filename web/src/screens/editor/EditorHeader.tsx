import { Link } from "@tanstack/react-router";
import {
  Check,
  CloudOff,
  Ellipsis,
  GitMerge,
  LoaderCircle,
  OctagonX,
  Pencil,
  Play,
  Upload,
} from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { writeFlow } from "#language/flow/read.ts";
import { runCommand } from "../../app/commands/registry.ts";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { useWho } from "../../app/useWho.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { isWritable } from "../../data/call-forms.ts";
import { refusalOf } from "../../data/rights.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { cx } from "../../ui/cx.ts";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { Menu } from "../../ui/overlay/Menu.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { deployGraphql, deploySql, flowJson } from "./copy-forms.ts";
import type { Draft, DraftState } from "./draft.ts";
import styles from "./Editor.module.css";
import { tryRefusal } from "./inspector/try-refusal.ts";
import { placeInWords, useProblems, useUnfinishedTexts } from "./ProblemsBar.tsx";

export interface EditorHeaderProps {
  readonly slug: string;
  readonly editor: Editor;
  readonly draft: Draft;
  readonly step: string | undefined;
  readonly onAsk: (what: "publish" | "discard" | "run") => void;
}

/** Which version this is, whether it is safe, and the two things one wants next. */
export function EditorHeader({ slug, editor, draft, step, onAsk }: EditorHeaderProps) {
  const { save, revision, version, published, ahead, refusal } = useStore(draft.store);
  const flow = useStore(editor.store, (state) => state.flow);
  const who = useWho();
  const mayNotSave = refusalOf("save_draft", who);
  const problems = useProblems(editor, draft);
  const mayNotTry =
    refusalOf("try_step", who) ??
    (step === undefined ? "Choose the step that it ends with." : tryRefusal(flow, step, problems, save));
  const unfinished = Object.keys(useUnfinishedTexts(editor, draft));
  const drafted = revision > 0 || save !== "saved" || unfinished.length > 0;
  return (
    <HeaderActions>
      <SaveState {...{ save, drafted, unfinished, ahead, refusal }} />
      {isStuck(save) && (
        <Button size="small" onClick={() => void draft.flush()}>
          Try again
        </Button>
      )}
      {mayNotSave !== undefined && (
        <span title={mayNotSave}>
          <Badge tone="warn">Read only</Badge>
        </span>
      )}
      <span className={styles.wide}>
        <Badge tone={drafted ? "accent" : "outline"}>
          {version === undefined ? "Draft" : drafted ? `Draft after v${version}` : `v${version}`}
        </Badge>
        <CopyAs
          sql={() => deploySql(slug, flow)}
          graphql={isWritable(writeFlow(flow)) ? () => deployGraphql(slug, flow) ?? "" : undefined}
          json={() => flowJson(flow)}
          link={location.href}
        />
      </span>
      <Menu
        align="end"
        groups={[
          {
            items: [
              {
                id: "run",
                title: "Run…",
                keys: "Mod+Enter",
                blocked: refusalOf("start_run", who),
                run: () => onAsk("run"),
              },
              {
                id: "runTo",
                title: "Run to here…",
                keys: "Shift+Enter",
                blocked: mayNotTry,
                run: () => runCommand("canvas.runTo"),
              },
              { id: "source", title: "Show the source", keys: "s", run: () => runCommand("editor.source") },
              {
                id: "discard",
                title: "Discard the draft…",
                danger: true,
                disabled: !drafted || published === undefined,
                blocked: refusalOf("discard_draft", who),
                run: () => onAsk("discard"),
              },
            ],
          },
        ]}
      >
        <IconButton label="More" icon={<Ellipsis />} />
      </Menu>
      <span className={styles.wide}>
        <Link to="/runs" search={{ q: `flow:${slug}` }} className={styles.link}>
          Runs
        </Link>
        <Button icon={<Play />} blocked={refusalOf("start_run", who)} onClick={() => onAsk("run")}>
          Run
        </Button>
        {step !== undefined && (
          <Button keys="Shift+Enter" blocked={mayNotTry} onClick={() => runCommand("canvas.runTo")}>
            Run to here
          </Button>
        )}
      </span>
      <Button
        look="primary"
        icon={<Upload />}
        blocked={
          refusalOf("publish_draft", who) ?? (drafted ? undefined : "What you see is what is published.")
        }
        onClick={() => onAsk("publish")}
      >
        Publish
      </Button>
    </HeaderActions>
  );
}

const words: Readonly<Record<DraftState["save"], readonly [ReactNode, string, string]>> = {
  saved: [<Check key="i" />, "Saved", "The server has what you see."],
  unsaved: [<LoaderCircle key="i" />, "Saving", "It is sent when you pause."],
  saving: [<LoaderCircle key="i" />, "Saving", "It is on its way."],
  offline: [
    <CloudOff key="i" />,
    "Offline",
    "The server cannot be reached. It is tried again, and nothing is lost.",
  ],
  behind: [<GitMerge key="i" />, "Newer draft", "It is being brought together with what you see."],
  conflict: [<GitMerge key="i" />, "Conflict", "Somebody else changed the same place."],
  failing: [<CloudOff key="i" />, "Not saved yet", "It is tried again, and nothing is lost."],
  refused: [<OctagonX key="i" />, "Not saved", "The server refused the draft."],
};

const isStuck = (save: DraftState["save"]) => ["offline", "failing", "refused"].includes(save);

interface SaveStateProps {
  readonly save: DraftState["save"];
  readonly drafted: boolean;
  readonly unfinished: readonly string[];
  readonly ahead: string | undefined;
  readonly refusal: DraftState["refusal"];
}

/** "Saved" is said of a value that the server has: not of half of one, and not over somebody else's newer draft. */
function SaveState({ save, drafted, unfinished, ahead = "somebody else", refusal }: SaveStateProps) {
  const [place, ...more] = unfinished;
  const half = save === "saved" && place !== undefined;
  const [icon, word, what] = half
    ? [
        <Pencil key="i" />,
        `Unfinished text in ${placeInWords(place)}${more.length > 0 ? ` and ${more.length} more` : ""}`,
        "It is kept with the draft, and is no value yet.",
      ]
    : words[save];
  if (save === "saved" && !drafted) return null;
  const why = save === "failing" || save === "refused" ? refusal : undefined;
  const said = save === "behind" ? `${word} by ${ahead}` : why ? `${word}: ${why.message}` : word;
  return (
    <span
      role="status"
      className={cx(styles.save, half ? styles.conflict : styles[save])}
      title={[`${said}.`, what, why?.hint].join(" ").trim()}
    >
      {icon}
      <span className={styles.word}>{said}</span>
    </span>
  );
}
