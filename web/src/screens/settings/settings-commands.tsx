import { KeyRound, KeySquare, Variable } from "lucide-react";
import { useMemo } from "react";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";

type Make = (run: () => void) => readonly Command[];

export const secretCommands: Make = (run) => [
  {
    kind: "act",
    call: "set_secret",
    values: () => ({ name: "name", value: "…" }),
    id: "secrets.new",
    title: "New secret",
    group: "Secrets",
    keys: ["n"],
    icon: <KeyRound />,
    run,
  },
];

export const varCommands: Make = (run) => [
  {
    kind: "act",
    call: "set_var",
    values: () => ({ name: "name", value: { json: "…" } }),
    id: "variables.new",
    title: "New variable",
    group: "Variables",
    keys: ["n"],
    icon: <Variable />,
    run,
  },
];

export const tokenCommands: Make = (run) => [
  {
    kind: "act",
    call: "create_token",
    values: () => ({ name: "ci", role: "viewer" }),
    id: "tokens.new",
    title: "New token",
    group: "Tokens",
    keys: ["n"],
    icon: <KeySquare />,
    run,
  },
];

export function useSettingsCommands(run: () => void, make: Make): void {
  useCommands(useMemo(() => make(run), [run, make]));
}
