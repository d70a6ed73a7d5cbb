import { Badge } from "../../ui/feedback/Badge.tsx";

/** The HTTP status of an answer, with the code of the error where it was one. */
export function Status({ status, code }: { readonly status: number; readonly code?: string | null }) {
  const tone = status < 300 ? "good" : status < 500 ? "warn" : "bad";
  return (
    <Badge tone={tone} mono>
      {status}
      {code && ` ${code}`}
    </Badge>
  );
}
