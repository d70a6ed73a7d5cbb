import { KeyRound, KeySquare, Variable } from "lucide-react";
import { useMemo } from "react";
import type { ActCommand, Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";

type Make = (run: () => void) => readonly Command[];
type Call = Extract<ActCommand, { readonly values: unknown }>;

const making =
  (made: Pick<Call, "call" | "values" | "id" | "title" | "group" | "icon">): Make =>
  (run) => [{ kind: "act", keys: ["n"], ...made, run }];

export const secretCommands = making({
  call: "set_secret",
  values: () => ({ name: "name", value: "…" }),
  id: "secrets.new",
  title: "New secret",
  group: "Secrets",
  icon: <KeyRound />,
});

export const varCommands = making({
  call: "set_var",
  values: () => ({ name: "name", value: { json: "…" } }),
  id: "variables.new",
  title: "New variable",
  group: "Variables",
  icon: <Variable />,
});

export const tokenCommands = making({
  call: "create_token",
  values: () => ({ name: "ci", role: "viewer" }),
  id: "tokens.new",
  title: "New token",
  group: "Tokens",
  icon: <KeySquare />,
});

export function useSettingsCommands(run: () => void, make: Make): void {
  useCommands(useMemo(() => make(run), [run, make]));
}
