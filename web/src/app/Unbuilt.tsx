import { Hammer } from "lucide-react";
import { EmptyState } from "../ui/feedback/EmptyState.tsx";
import { Page } from "./shell/Page.tsx";

/** An address that is fixed before its screen is there. Says so, rather than pretending. */
export function unbuilt(title: string) {
  return function Unbuilt() {
    return (
      <Page title={title}>
        <EmptyState
          glyph={<Hammer />}
          title={`${title}: not built yet`}
          sql="select * from reflux.flow_health;"
        >
          This address will not change, the screen behind it is still to come. Until then psql shows it all.
        </EmptyState>
      </Page>
    );
  };
}
