import { Copy, GitBranch, Pause, Play, Plus, RotateCcw, Search, Settings2, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/controls/Button.tsx";
import { Checkbox } from "../ui/controls/Checkbox.tsx";
import { Combobox } from "../ui/controls/Combobox.tsx";
import { Field } from "../ui/controls/Field.tsx";
import { IconButton } from "../ui/controls/IconButton.tsx";
import { KeyHint } from "../ui/controls/KeyHint.tsx";
import { Segmented } from "../ui/controls/Segmented.tsx";
import { Select } from "../ui/controls/Select.tsx";
import { Switch } from "../ui/controls/Switch.tsx";
import { Tabs } from "../ui/controls/Tabs.tsx";
import { TextArea, TextField, TextInput } from "../ui/controls/TextField.tsx";
import { Dialog, DialogClose } from "../ui/overlay/Dialog.tsx";
import { Menu } from "../ui/overlay/Menu.tsx";
import { say, sayProblem } from "../ui/overlay/toast.ts";
import { CopyAs } from "../ui/values/CopyAs.tsx";
import styles from "./Gallery.module.css";

const flows = ["order-intake", "nightly-reconciliation", "invoice-export", "crm-sync", "stock-alert"].map(
  (value) => ({ value, label: value }),
);

export function Controls() {
  const [choice, setChoice] = useState("order-intake");
  const [flow, setFlow] = useState<string | null>(null);
  const [view, setView] = useState("timeline");
  const [tab, setTab] = useState("input");
  const [on, setOn] = useState(true);
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="row wrap gap-3">
        <Button look="primary" icon={<Play />} keys="Mod+Enter">
          Run
        </Button>
        <Button icon={<RotateCcw />}>Re-drive</Button>
        <Button look="quiet" icon={<Settings2 />}>
          Settings
        </Button>
        <Button look="danger" icon={<Trash2 />}>
          Delete flow
        </Button>
        <Button look="primary" busy>
          Publishing
        </Button>
        <Button disabled>Disabled</Button>
        <Button icon={<Pause />} blocked="Only a running run can be paused.">
          Pause
        </Button>
      </div>
      <div className="row wrap gap-3">
        <Button size="small" look="primary">
          Small
        </Button>
        <Button size="small">Small</Button>
        <Button size="small" look="quiet">
          Small
        </Button>
        <Button size="large" look="primary">
          Large
        </Button>
        <IconButton label="Add a step" icon={<Plus />} keys="a" />
        <IconButton label="Branch" icon={<GitBranch />} pressed />
        <IconButton label="Copy" icon={<Copy />} disabled />
        <IconButton label="Copy" icon={<Copy />} size="small" />
        <CopyAs sql="select * from reflux.runs;" graphql="{ runs { nodes { id } } }" />
        <KeyHint keys="Mod+K" />
        <KeyHint keys="g f" />
        <KeyHint keys="Shift+Enter" />
      </div>
      <div className={styles.columns}>
        <TextField label="Name" placeholder="order-intake" hint="Lowercase letters, digits and dashes." />
        <TextField label="Path" defaultValue="or ders" error="must be letters, digits and -" required />
        <TextField label="Token" defaultValue="rfx_3kQ8…" mono disabled />
        <Field label="Filter">
          <TextInput
            lead={<Search />}
            placeholder="state:failed started:>24h"
            trail={<KeyHint keys="/" />}
            mono
          />
        </Field>
        <Field label="Flow">
          <Select choices={flows} value={choice} onValueChange={setChoice} />
        </Field>
        <Field label="Find a flow">
          <Combobox choices={flows} value={flow} onValueChange={setFlow} placeholder="Type to find" />
        </Field>
        <Field label="Reason">
          <TextArea placeholder="Why is this done? It is kept with the run." />
        </Field>
        <div>
          <Switch label="Enabled" hint="Triggers start runs." checked={on} onCheckedChange={setOn} />
          <Switch label="Single-letter keys" checked={!on} onCheckedChange={(next) => setOn(!next)} />
          <Switch label="Cannot be changed" checked onCheckedChange={() => {}} disabled />
        </div>
        <div className="row wrap gap-3">
          <Checkbox label="Downstream too" checked={on} onCheckedChange={setOn} />
          <Checkbox label="Some" checked={false} indeterminate onCheckedChange={() => {}} />
          <Checkbox label="None" checked={false} onCheckedChange={() => {}} />
          <Checkbox label="Fixed" checked disabled onCheckedChange={() => {}} />
        </div>
      </div>
      <div className="row wrap gap-3">
        <Segmented
          label="View"
          value={view}
          onValueChange={setView}
          choices={[
            { value: "canvas", label: "Canvas" },
            { value: "timeline", label: "Timeline" },
            { value: "steps", label: "Steps" },
          ]}
        />
        <Menu
          groups={[
            {
              items: [
                { id: "run", title: "Run", icon: <Play />, keys: "Mod+Enter" },
                { id: "copy", title: "Duplicate", icon: <Copy />, keys: "Mod+D" },
                { id: "checked", title: "Show minimap", keys: "m", checked: true },
              ],
            },
            {
              title: "Danger",
              items: [{ id: "delete", title: "Delete", icon: <Trash2 />, danger: true, keys: "Backspace" }],
            },
          ]}
        >
          <Button>Open a menu</Button>
        </Menu>
        <Button onClick={() => setOpen(true)}>Open a dialog</Button>
        <Button onClick={() => say("Draft saved", { undo: () => say("Undone") })}>Say something</Button>
        <Button
          onClick={() =>
            sayProblem({
              code: "RFS03",
              message: "Run 7 is already finished",
              hint: "Fork it to run it again.",
            })
          }
        >
          Say a problem
        </Button>
        <Dialog
          open={open}
          onOpenChange={setOpen}
          title="Re-drive from charge card"
          description="2 steps run again, 6 results are reused. The card may be charged twice unless the node is idempotent."
          actions={
            <>
              <DialogClose render={<Button>Cancel</Button>} />
              <Button look="primary" keys="Mod+Enter">
                Re-drive
              </Button>
            </>
          }
        >
          <TextField label="Reason" required placeholder="Card was declined, customer changed it" />
        </Dialog>
      </div>
      <div className={styles.card}>
        <Tabs
          label="Step"
          value={tab}
          onValueChange={setTab}
          tabs={[
            { value: "input", label: "Input", content: <p className={styles.padded}>What came in.</p> },
            { value: "output", label: "Output", content: <p className={styles.padded}>What went out.</p> },
            {
              value: "attempts",
              label: "Attempts",
              count: 3,
              content: <p className={styles.padded}>Three tries.</p>,
            },
            { value: "logs", label: "Logs", count: 128, content: <p className={styles.padded}>Lines.</p> },
          ]}
        />
      </div>
    </>
  );
}
