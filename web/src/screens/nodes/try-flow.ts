/** The flow that a node is tried in: a manual start, and the node behind it. */
export const theStep = "tried";

export function tryDocument(name: string, node: string, config: unknown) {
  return {
    reflux: 1,
    name,
    steps: { start: { node: "manual" }, [theStep]: { node, config } },
    edges: [`start -> ${theStep}`],
  };
}

/** A name that is hardly taken: the node's, and the second of the day. */
export function tryName(node: string, now = new Date()): string {
  const second = (now.getHours() * 60 + now.getMinutes()) * 60 + now.getSeconds();
  return `try-${node.replaceAll(/[^a-z0-9_-]+/g, "-").slice(0, 40)}-${second.toString(36)}`;
}
