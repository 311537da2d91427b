// What a revision did, in words.
import type { RevisionEntry } from "../api/shapes";
import { text } from "../text";
import { number, plural } from "../ui/format";

type Counts = NonNullable<RevisionEntry["counts"]>;

const t = text.admin.audit;
const ORDER = ["ci", "relation", "class", "relation_type", "lifecycle"];
const VERBS = ["created", "changed", "removed"] as const;

/** "2 CIs created, 1 changed; 5 relations created": each kind once, what people look for first. */
export function countWords(counts: Counts | undefined): string {
  if (!counts) return "";
  const kinds = Object.keys(counts).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const said = kinds.map((kind) => kindWords(kind, counts[kind]));
  return said.join("; ") || t.nothingSeen;
}

function kindWords(kind: string, tally: Counts[string] | undefined): string {
  const [one, many] = t.kinds[kind] ?? [kind, kind];
  const done = VERBS.filter((verb) => (tally?.[verb] ?? 0) > 0);
  return done
    .map((verb, index) => {
      const count = tally?.[verb] ?? 0;
      const counted = index === 0 ? plural(count, one, many) : number(count, 0);
      return `${counted} ${t.verbs[verb]}`;
    })
    .join(", ");
}
