/**
 * The map of the app: an address, what it keeps in its search, and the screen that it loads when it is visited. To add a
 * screen: its folder under screens/, a route here, a line in navigation.ts if it has a place of its own.
 */
import { createRootRoute, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import {
  editorSearch,
  flowsSearch,
  nodeSearch,
  nodesSearch,
  runSearch,
  runsSearch,
  versionsSearch,
  webhooksSearch,
} from "./search.ts";
import { Missing } from "./shell/Missing.tsx";
import { Shell } from "./shell/Shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: Missing });
const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/flows", replace: true });
  },
});

const flows = createRoute({ getParentRoute: () => root, path: "flows", staticData: { crumb: "Flows" } });
const flowList = createRoute({
  getParentRoute: () => flows,
  path: "/",
  validateSearch: flowsSearch,
  component: lazyRouteComponent(async () => import("../screens/flows/FlowsScreen.tsx"), "FlowsScreen"),
});
const flow = createRoute({ getParentRoute: () => flows, path: "$slug", staticData: { crumb: "{slug}" } });
const editor = createRoute({
  getParentRoute: () => flow,
  path: "edit",
  validateSearch: editorSearch,
  component: lazyRouteComponent(async () => import("../screens/editor/EditorScreen.tsx"), "EditorScreen"),
});
const versions = createRoute({
  getParentRoute: () => flow,
  path: "versions",
  validateSearch: versionsSearch,
  staticData: { crumb: "Versions" },
  component: lazyRouteComponent(
    async () => import("../screens/flows/versions/VersionsScreen.tsx"),
    "VersionsScreen",
  ),
});

const runs = createRoute({ getParentRoute: () => root, path: "runs", staticData: { crumb: "Runs" } });
const runList = createRoute({
  getParentRoute: () => runs,
  path: "/",
  validateSearch: runsSearch,
  component: lazyRouteComponent(async () => import("../screens/runs/RunsScreen.tsx"), "RunsScreen"),
});
const run = createRoute({
  getParentRoute: () => runs,
  path: "$id",
  validateSearch: runSearch,
  staticData: { crumb: "{id}" },
  component: lazyRouteComponent(async () => import("../screens/run/RunScreen.tsx"), "RunScreen"),
});

const nodes = createRoute({ getParentRoute: () => root, path: "nodes", staticData: { crumb: "Nodes" } });
const nodeList = createRoute({
  getParentRoute: () => nodes,
  path: "/",
  validateSearch: nodesSearch,
  component: lazyRouteComponent(async () => import("../screens/nodes/NodesScreen.tsx"), "NodesScreen"),
});
const node = createRoute({
  getParentRoute: () => nodes,
  path: "$id",
  validateSearch: nodeSearch,
  staticData: { crumb: "{id}" },
  component: lazyRouteComponent(async () => import("../screens/nodes/NodeScreen.tsx"), "NodeScreen"),
});

const webhooks = createRoute({
  getParentRoute: () => root,
  path: "webhooks",
  validateSearch: webhooksSearch,
  staticData: { crumb: "Webhooks" },
  component: lazyRouteComponent(
    async () => import("../screens/webhooks/WebhooksScreen.tsx"),
    "WebhooksScreen",
  ),
});
const settingsScreen = lazyRouteComponent(
  async () => import("../screens/settings/SettingsScreen.tsx"),
  "SettingsScreen",
);
const settings = createRoute({
  getParentRoute: () => root,
  path: "settings",
  staticData: { crumb: "Settings" },
});
const settingsHome = createRoute({ getParentRoute: () => settings, path: "/", component: settingsScreen });
const settingsSection = createRoute({
  getParentRoute: () => settings,
  path: "$section",
  component: settingsScreen,
});

/** For whoever builds the parts. A production build has neither this route nor its code. */
const workshop =
  import.meta.env.MODE !== "production"
    ? [
        createRoute({
          getParentRoute: () => root,
          path: "gallery",
          staticData: { crumb: "Gallery" },
          component: lazyRouteComponent(async () => import("../gallery/Gallery.tsx")),
        }),
      ]
    : [];

export const routeTree = root.addChildren([
  home,
  flows.addChildren([flowList, flow.addChildren([editor, versions])]),
  runs.addChildren([runList, run]),
  nodes.addChildren([nodeList, node]),
  webhooks,
  settings.addChildren([settingsHome, settingsSection]),
  ...workshop,
]);
