import { Globe, Leaf, Repeat2 } from "lucide-react";
import { Badge } from "../../ui/feedback/Badge.tsx";

/** What a step with this node does to the outside world, which decides whether it may be done again. */
export const effects = {
  pure: { icon: <Leaf />, word: "Pure", words: "No effect outside: done again, it gives the same." },
  idempotent: { icon: <Repeat2 />, word: "Idempotent", words: "Has an effect, and done again does no harm." },
  external: { icon: <Globe />, word: "External", words: "Acts on the world: done again, it acts again." },
} as const;

export type EffectsName = keyof typeof effects;

export const isEffects = (name: string | undefined): name is EffectsName =>
  name !== undefined && Object.hasOwn(effects, name);

export function Effects({ name }: { readonly name: string }) {
  if (!isEffects(name)) return <Badge>{name}</Badge>;
  const { icon, word, words } = effects[name];
  return (
    <span title={words}>
      <Badge icon={icon}>{word}</Badge>
    </span>
  );
}
