import { Autocomplete } from "@base-ui/react/autocomplete";
import { Search } from "lucide-react";
import { useMemo, useState } from "react";
import { KeyHint } from "../../ui/controls/KeyHint.tsx";
import { cx } from "../../ui/cx.ts";
import popup from "../../ui/popup.module.css";
import { copy } from "../../ui/values/copy.ts";
import { match } from "./match.ts";
import styles from "./Palette.module.css";
import { type Command, formsOf, isAvailable } from "./registry.ts";
import { useCommandList } from "./useCommands.ts";
import { useFound } from "./useFound.tsx";

interface Group {
  readonly value: string;
  readonly items: Command[];
}

export default function Finder({ onDone }: { readonly onDone: () => void }) {
  const list = useCommandList();
  const [typed, setTyped] = useState("");
  const [highlighted, setHighlighted] = useState<Command>();
  const found = useFound(typed);
  const groups = useMemo(() => {
    const listed = list.filter((command) => !command.unlisted && isAvailable(command));
    const shown = [...listed, ...found];
    return [...Map.groupBy(shown, (command) => command.group)].map(
      ([value, items]): Group => ({ value, items }),
    );
  }, [list, found]);
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      autoHighlight="always"
      keepHighlight
      value={typed}
      onValueChange={setTyped}
      onItemHighlighted={setHighlighted}
      itemToStringValue={(command: Command) => command.title}
      filter={(command: Command, query) =>
        match(`${command.title} ${command.group} ${command.words ?? ""}`, query)
      }
    >
      <Autocomplete.InputGroup className={styles.box}>
        <Search aria-hidden="true" />
        <Autocomplete.Input
          className={styles.input}
          aria-label="Find a command"
          placeholder="What do you want to do or see?"
          autoFocus
          onKeyDown={(event) => {
            if (!event.altKey || event.code !== "KeyC" || highlighted?.kind !== "act") return;
            event.preventDefault();
            const { sql, graphql } = formsOf(highlighted);
            void (sql === undefined ? copy(graphql ?? "", "GraphQL") : copy(sql, "SQL"));
          }}
        />
        <KeyHint keys="Escape" />
      </Autocomplete.InputGroup>
      <Autocomplete.Empty className={popup.empty}>Nothing here goes by that name.</Autocomplete.Empty>
      <Autocomplete.List className={popup.list}>
        {(group: Group) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className={popup.group}>{group.value}</Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  className={cx(popup.item, styles.item)}
                  onClick={() => {
                    onDone();
                    command.run();
                  }}
                >
                  <span className={popup.icon}>{command.icon}</span>
                  <span className={popup.label}>{command.title}</span>
                  {command.detail && <span className="fixed small tertiary">{command.detail}</span>}
                  {command.keys?.[0] && <KeyHint keys={command.keys[0]} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      {highlighted?.kind === "act" && (
        <p className={`row fixed small tertiary gap-2 ${styles.foot}`}>
          Copy as SQL <KeyHint keys="Alt+C" quiet />
        </p>
      )}
    </Autocomplete.Root>
  );
}
