import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Tabs } from "../../../ui/controls/Tabs.tsx";
import { Dialog } from "../../../ui/overlay/Dialog.tsx";
import { FromNothing } from "./FromNothing.tsx";
import { FromSample } from "./FromSample.tsx";
import { FromText } from "./FromText.tsx";
import type { BeginningProps } from "./NameField.tsx";

export interface NewFlowDialogProps {
  readonly taken: ReadonlySet<string>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

type Beginning = "blank" | "sample" | "text";

export default function NewFlowDialog({ taken, onClose, onDone }: NewFlowDialogProps) {
  const navigate = useNavigate();
  const [from, setFrom] = useState<Beginning>("blank");
  const onCreated: BeginningProps["onCreated"] = (slug, what) => {
    onDone();
    onClose();
    if (what === "draft") void navigate({ to: "/flows/$slug/edit", params: { slug } });
    else void navigate({ to: "/flows", search: { peek: slug } });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="New flow" size="medium">
      <Tabs
        label="Begin with"
        value={from}
        onValueChange={setFrom}
        tabs={[
          { value: "blank", label: "Blank", content: <FromNothing taken={taken} onCreated={onCreated} /> },
          { value: "sample", label: "Sample", content: <FromSample taken={taken} onCreated={onCreated} /> },
          { value: "text", label: "YAML or JSON", content: <FromText taken={taken} onCreated={onCreated} /> },
        ]}
      />
    </Dialog>
  );
}
