import { Link } from "@tanstack/react-router";
import { Check, CloudOff, Ellipsis, GitMerge, LoaderCircle, OctagonX, Play, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { runCommand } from "../../app/commands/registry.ts";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { useWho } from "../../app/useWho.ts";
import { writeFlow } from "../../canvas/model/parse.ts";
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

export interface EditorHeaderProps {
  readonly slug: string;
  readonly editor: Editor;
  readonly draft: Draft;
  readonly onAsk: (what: "publish" | "discard" | "run") => void;
}

/** Which version this is, whether it is safe, and the two things one wants next. */
export function EditorHeader({ slug, editor, draft, onAsk }: EditorHeaderProps) {
  const { save, revision, version, published } = useStore(draft.store);
  const flow = useStore(editor.store, (state) => state.flow);
  const who = useWho();
  const mayNotSave = refusalOf("save_draft", who);
  const drafted = revision > 0 || save !== "saved";
  return (
    <HeaderActions>
      <SaveState save={save} drafted={drafted} />
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
  conflict: [<GitMerge key="i" />, "Conflict", "Somebody else changed the same place."],
  refused: [<OctagonX key="i" />, "Not saved", "The server refused the draft."],
};

function SaveState({ save, drafted }: { readonly save: DraftState["save"]; readonly drafted: boolean }) {
  const [icon, word, what] = words[save];
  if (save === "saved" && !drafted) return null;
  return (
    <span role="status" className={cx(styles.save, styles[save])} title={what}>
      {icon}
      <span className={styles.word}>{word}</span>
    </span>
  );
}
