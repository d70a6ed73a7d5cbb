import { useEffect, useState } from "react";
import { isTrigger, legalPorts, type NodeType } from "#language/flow/catalogue.ts";
import { stepOf } from "#language/flow/document.ts";
import { topology } from "#language/flow/topology.ts";
import { addStep } from "../edit/commands/add.ts";
import { connect, connectTargets } from "../edit/commands/connect.ts";
import { titleOf } from "../state/describe.ts";
import type { Prompt } from "../state/editor.ts";
import { selected } from "../state/selection.ts";
import { useCanvas, useEditor } from "./context.ts";
import { NodeIcon } from "./icons.tsx";
import { Picker } from "./Picker.tsx";
import styles from "./Prompts.module.css";
import { RenamePrompt } from "./RenamePrompt.tsx";

export interface PromptsProps {
  /** Gives the focus back to the canvas. */
  readonly onClose: () => void;
  readonly onReveal: (key: string) => void;
}

/** The question that is open, if one is. */
export function Prompts({ onClose, onReveal }: PromptsProps) {
  const { editor } = useCanvas();
  const prompt = useEditor((state) => state.prompt);
  if (!prompt) return null;
  const close = () => {
    editor.ask(undefined);
    onClose();
  };
  const reveal = (key: string | undefined) => {
    close();
    if (key !== undefined) onReveal(key);
  };
  switch (prompt.ask) {
    case "add":
      return <AddPrompt prompt={prompt} onDone={reveal} />;
    case "connect":
      return <ConnectPrompt key={prompt.port} prompt={prompt} onDone={reveal} />;
    case "find":
      return <FindPrompt onDone={reveal} />;
    case "rename":
      return <RenamePrompt step={prompt.step} onDone={close} />;
  }
}

interface Done {
  readonly onDone: (reveal: string | undefined) => void;
}

function AddPrompt({ prompt, onDone }: { readonly prompt: Extract<Prompt, { ask: "add" }> } & Done) {
  const { editor } = useCanvas();
  const { after, onEdge, at } = prompt;
  const joined = after !== undefined || onEdge !== undefined;
  const first = useEditor((state) => Object.keys(state.flow.steps).length === 0);
  const [typed, setTyped] = useState("");
  const found = useNodes(typed);
  const choices = found.types
    .filter((type) => !joined || !isTrigger(type))
    .sort((one, other) => (first ? Number(isTrigger(other)) - Number(isTrigger(one)) : 0))
    .map((type) => ({
      id: type.id,
      title: type.title,
      detail: type.summary,
      hint: type.id,
      words: type.category,
      icon: <NodeIcon name={type.icon} />,
    }));
  const place = onEdge ? `between ${onEdge.from} and ${onEdge.to}` : after ? `after ${after.step}` : "";
  return (
    <Picker
      title={`Add a step ${place}`.trim()}
      choices={choices}
      nothing="No node is called that. A worker that has it announces it when it starts."
      onType={setTyped}
      waiting={found.waiting}
      foot={found.more ? "There are more: type a word of what you look for." : undefined}
      onClose={() => onDone(undefined)}
      onPick={(node) => {
        const { flow, places } = editor.store.getState();
        const where = { ...(after ? { after } : {}), ...(onEdge ? { onEdge } : {}), ...(at ? { at } : {}) };
        const edit = addStep(flow, node, where, places, editor.catalogue);
        editor.apply(edit);
        onDone(edit.select?.[0]);
      }}
    />
  );
}

/** The nodes with these words, from the server; in an answer to no words that has them all they are found here. */
function useNodes(typed: string) {
  const { nodes, catalogue } = useCanvas().editor;
  const [found, setFound] = useState<{ typed: string; more: boolean; types: readonly NodeType[] }>();
  const whole = !nodes || (found?.typed === "" && !found.more);
  useEffect(() => {
    if (whole) return;
    let left = false;
    void nodes
      .search(typed)
      // What is known already, and not all.
      .catch(() => ({ types: catalogue.types, more: true }))
      .then((answer) => {
        if (left) return;
        catalogue.learn(answer.types);
        setFound({ ...answer, typed });
      });
    return () => {
      left = true;
    };
  }, [nodes, catalogue, typed, whole]);
  const types = found?.types ?? (nodes ? [] : catalogue.types);
  return {
    types: types.filter((type) => catalogue.find(type.id) === type),
    more: found?.more ?? false,
    waiting: !whole && found?.typed !== typed,
  };
}

function ConnectPrompt({ prompt, onDone }: { readonly prompt: Extract<Prompt, { ask: "connect" }> } & Done) {
  const { editor } = useCanvas();
  const flow = useEditor((state) => state.flow);
  const { from, port } = prompt;
  const step = stepOf(flow, from);
  const ports = step ? legalPorts(step, editor.catalogue.find(step.node)) : [port];
  const choices = connectTargets(flow, from, port, editor.catalogue).map((key) =>
    stepChoice(editor, flow, key),
  );
  return (
    <Picker
      title={`Connect ${from} to…`}
      choices={choices}
      nothing="No step may follow here: it would close a cycle, or is connected already."
      aside={
        ports.length > 1 && (
          <select
            className={styles.port}
            aria-label="By port"
            value={port}
            onChange={(event) => editor.ask({ ...prompt, port: event.target.value })}
          >
            {ports.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )
      }
      onClose={() => onDone(undefined)}
      onPick={(to) => {
        editor.apply(connect(editor.store.getState().flow, { from, port, to }));
        onDone(to);
      }}
    />
  );
}

function FindPrompt({ onDone }: Done) {
  const { editor } = useCanvas();
  const flow = useEditor((state) => state.flow);
  const choices = topology(flow).order.map((key) => ({
    ...stepChoice(editor, flow, key),
    words: JSON.stringify(flow.steps[key]?.["config"] ?? ""),
  }));
  return (
    <Picker
      title="Find a step by name, node or config"
      choices={choices}
      nothing="Nothing in this flow says that."
      onClose={() => onDone(undefined)}
      onPick={(key) => {
        editor.select(selected({ steps: [key] }), key);
        onDone(key);
      }}
    />
  );
}

function stepChoice(
  editor: ReturnType<typeof useCanvas>["editor"],
  flow: Parameters<typeof stepOf>[0],
  key: string,
) {
  const step = stepOf(flow, key);
  const type = step && editor.catalogue.find(step.node);
  return {
    id: key,
    title: key,
    icon: <NodeIcon name={type?.icon} />,
    ...(step ? { detail: titleOf(step, editor.catalogue), hint: step.node } : {}),
  };
}
