import { Copy } from "lucide-react";
import { IconButton } from "../controls/IconButton.tsx";
import { Menu } from "../overlay/Menu.tsx";
import { copy } from "./copy.ts";

/** What is long is made when it is asked for. */
type Form = string | (() => string) | undefined;

export interface CopyAsProps {
  /** Left out: that form is not offered. */
  readonly sql?: Form;
  readonly graphql?: Form;
  readonly curl?: string | undefined;
  readonly link?: string | undefined;
  readonly json?: Form;
  readonly path?: string | undefined;
  readonly size?: "small" | "medium";
}

/** On every list and action: nothing here is magic, and this is how to do it without us. */
export function CopyAs({ sql, graphql, curl, link, json, path, size = "medium" }: CopyAsProps) {
  const forms = [
    { id: "json", title: "Copy JSON", what: "JSON", text: json },
    { id: "path", title: "Copy path", what: "Path", text: path },
    { id: "sql", title: "Copy as SQL", what: "SQL", text: sql },
    { id: "graphql", title: "Copy as GraphQL", what: "GraphQL", text: graphql },
    { id: "curl", title: "Copy as curl", what: "curl command", text: curl },
    { id: "link", title: "Copy link", what: "Link", text: link },
  ];
  const items = forms.flatMap(({ id, title, what, text }) =>
    text === undefined
      ? []
      : [{ id, title, run: () => void copy(typeof text === "string" ? text : text(), what) }],
  );
  return (
    <Menu groups={[{ items }]} align="end">
      <IconButton label="Copy as" icon={<Copy />} size={size} />
    </Menu>
  );
}
