import {
  Archive,
  Bot,
  Box,
  Braces,
  CalendarClock,
  Code,
  Database,
  FileText,
  Filter,
  FunctionSquare,
  Globe,
  Hourglass,
  Layers,
  type LucideIcon,
  Mail,
  Play,
  Repeat,
  Reply,
  ScrollText,
  Send,
  ShieldCheck,
  Sparkles,
  Split,
  Table2,
  Timer,
  Webhook,
  Workflow,
} from "lucide-react";

/** By the names that manifests use. Imported one by one, for all of Lucide would be a megabyte. */
const icons: Readonly<Record<string, LucideIcon>> = {
  archive: Archive,
  bot: Bot,
  braces: Braces,
  "calendar-clock": CalendarClock,
  code: Code,
  database: Database,
  "file-text": FileText,
  filter: Filter,
  "function-square": FunctionSquare,
  globe: Globe,
  hourglass: Hourglass,
  layers: Layers,
  mail: Mail,
  play: Play,
  repeat: Repeat,
  reply: Reply,
  "scroll-text": ScrollText,
  send: Send,
  "shield-check": ShieldCheck,
  sparkles: Sparkles,
  split: Split,
  "table-2": Table2,
  timer: Timer,
  webhook: Webhook,
  workflow: Workflow,
};

/** A node's icon; a box for one that is not known here, as those of other people's workers. */
export function NodeIcon({ name }: { readonly name: string | undefined }) {
  const Icon = (name !== undefined && Object.hasOwn(icons, name) ? icons[name] : undefined) ?? Box;
  return <Icon aria-hidden="true" />;
}
