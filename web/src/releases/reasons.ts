// Reasons as sentences; one that begins with a key keeps it as it is written.
import { sentence } from "../ui/format";

const KEY = /^[a-z]+-\d+\b/;

export function reasonWords(reason: string): string {
  if (!KEY.test(reason)) return sentence(reason);
  return reason.endsWith(".") ? reason : `${reason}.`;
}
