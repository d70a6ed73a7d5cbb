import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Page } from "./Page.tsx";

export function Missing() {
  return (
    <Page title="Nothing here">
      <EmptyState
        glyph={<Compass />}
        title="Nothing at this address"
        action={<Link to="/flows">To the flows</Link>}
      >
        The link may be old, or a letter may be missing.
      </EmptyState>
    </Page>
  );
}
