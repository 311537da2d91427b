// A moment in words: a revision, a date, a time.
import { text } from "../text";
import { local } from "../ui/format";

export function momentWords(asOf: string): string {
  if (/^\d+$/.test(asOf)) return text.frame.clock.revisionWord(asOf);
  return /T/.test(asOf) ? local(asOf) : asOf;
}
