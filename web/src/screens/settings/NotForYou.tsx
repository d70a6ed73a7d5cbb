import { LockKeyhole } from "lucide-react";
import { useRefusal } from "../../app/useWho.ts";
import { needs, type Right, roles } from "../../data/rights.ts";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";

/** In place of what one may not read: why, and who can change that. Nothing is asked of the server. */
export function NotForYou({ right }: { readonly right: Right }) {
  const refusal = useRefusal(right);
  if (refusal === undefined) return null;
  const those = roles.slice(roles.indexOf(needs[right])).map((role) => `${role}s`);
  return (
    <EmptyState glyph={<LockKeyhole />} title={`For ${those.join(" and ")}`}>
      {refusal} An admin makes tokens with other roles.
    </EmptyState>
  );
}
