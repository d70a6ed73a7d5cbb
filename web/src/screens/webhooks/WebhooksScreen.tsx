import { getRouteApi } from "@tanstack/react-router";
import { Webhook as WebhookIcon } from "lucide-react";
import { useMemo } from "react";
import { FindBox } from "../../app/shell/FindBox.tsx";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { mainList } from "../../app/shell/list-commands.ts";
import { Page, PageNote, PageProblem } from "../../app/shell/Page.tsx";
import { Button } from "../../ui/controls/Button.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Split } from "../../ui/layout/Split.tsx";
import { useList } from "../../ui/table/useList.ts";
import { VirtualTable } from "../../ui/table/VirtualTable.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { columnsOf } from "./columns.tsx";
import { HookPanel } from "./HookPanel.tsx";
import { useWebhooks } from "./useWebhooks.ts";
import { deliveriesOf, keyOf, type Webhook } from "./webhook.ts";

const route = getRouteApi("/webhooks");
const sql =
  "select w.method, '/hooks/' || w.path as path, f.slug, w.step\nfrom reflux.webhooks w join reflux.flows f on f.id = w.flow_id\norder by w.path;\n\nselect * from reflux.webhook_deliveries order by id desc limit 50;";
const graphql =
  "{\n  webhooks(orderBy: [PATH_ASC]) { nodes { method path step config flow { slug } } }\n  webhookDeliveries(first: 50, orderBy: [ID_DESC]) { nodes { at method path status code durationMs runId } }\n}";

/** The addresses that start flows, who calls them and what they are told. */
export function WebhooksScreen() {
  const { q = "", hook: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: { q?: string | undefined; hook?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const { value, problem, again } = useWebhooks();
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const all = value?.webhooks ?? none;
  const rows = all.filter((hook) =>
    words.every((word) => `${keyOf(hook)} ${hook.flow?.slug ?? ""}`.toLowerCase().includes(word)),
  );
  const columns = useMemo(() => columnsOf(value?.deliveries ?? []), [value]);
  const [list, setList] = useList(rows, keyOf);
  const open = all.find((hook) => keyOf(hook) === chosen);
  const show = (hook: Webhook) => change({ hook: keyOf(hook) });
  return (
    <Page
      title="Webhooks"
      toolbar={
        <FindBox
          page="Webhooks"
          placeholder="Find by path or flow"
          value={q}
          onChange={(words) => change({ q: words })}
        />
      }
    >
      <HeaderActions>
        <CopyAs sql={sql} graphql={graphql} link={location.href} />
      </HeaderActions>
      <Split
        name="webhooks.panel"
        label="Webhook"
        initial={500}
        aside={
          open && (
            <HookPanel
              hook={open}
              deliveries={deliveriesOf(open, value?.deliveries ?? [])}
              of={value?.moreDeliveries ? value.deliveries.length : undefined}
              onClose={() => change({ hook: undefined })}
              onCalled={again}
            />
          )
        }
      >
        <PageProblem error={problem} />
        {value?.more && <PageNote>The first {all.length} by path. The rest is found in psql.</PageNote>}
        <VirtualTable
          label="Webhooks"
          rows={rows}
          columns={columns}
          rowKey={keyOf}
          list={list}
          onListChange={setList}
          onOpen={show}
          onPeek={show}
          loading={value === undefined && !problem}
          handle={mainList}
          empty={
            value &&
            (q === "" ? (
              <EmptyState
                glyph={<WebhookIcon />}
                title="No webhook yet"
                sql={`select * from reflux.deploy_flow('hook', '{
  "reflux": 1, "name": "hook",
  "steps": {
    "receive": { "node": "webhook.in", "config": { "path": "hello" } },
    "note": { "node": "log", "config": { "message": "Called" } }
  },
  "edges": ["receive -> note"]
}');`}
              >
                A flow that begins with a Webhook step answers on a path below /hooks. It is listed here from
                its first version on.
              </EmptyState>
            ) : (
              <EmptyState
                title="No webhook matches"
                action={<Button onClick={() => change({ q: undefined })}>Show all webhooks</Button>}
              >
                Words are looked for in paths and in the names of flows.
              </EmptyState>
            ))
          }
        />
      </Split>
    </Page>
  );
}

const none: readonly Webhook[] = [];
