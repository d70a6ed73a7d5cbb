import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { createCatalogue, type NodeType } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { createArranger } from "../../../canvas/arrange/arranger.ts";
import { Canvas } from "../../../canvas/Canvas.tsx";
import { createEditor } from "../../../canvas/state/editor.ts";
import { ghosts } from "../../../canvas/view/decorate.ts";

export interface DiffCanvasProps {
  readonly base: Flow;
  readonly head: Flow;
  readonly types: readonly NodeType[];
  readonly label: string;
  readonly onSelect: (step: string | undefined) => void;
}

/** Both versions on one canvas: what is gone is still there, as a ghost. */
export function DiffCanvas({ base, head, types, label, onSelect }: DiffCanvasProps) {
  const overlay = useMemo(() => ({ kind: "diff", ghosts: ghosts(base, head) }) as const, [base, head]);
  const editor = useMemo(
    () =>
      createEditor({
        flow: overlay.ghosts.flow,
        catalogue: createCatalogue(types),
        arranger: createArranger(),
        readOnly: "Versions never change. The flow is changed in the editor.",
      }),
    [overlay, types],
  );
  useQuery({
    queryKey: ["settle", label],
    queryFn: async ({ signal }) => {
      await editor.settle(signal);
      return null;
    },
    gcTime: 0,
    staleTime: 0,
  });
  useEffect(
    () =>
      editor.store.subscribe(({ selection }, before) => {
        if (selection !== before.selection)
          onSelect(selection.steps.size === 1 ? [...selection.steps][0] : undefined);
      }),
    [editor, onSelect],
  );
  return <Canvas editor={editor} overlay={overlay} label={label} />;
}
