// Whose voices a rule asks for, in words: accounts by their names, a role or a team as whoever has it or is of it.
import { text } from "../text";
import { words } from "../ui/format";

const ROLE = "role:";
const TEAM = "team:";

export function whoInWords(who: string[]): string {
  const t = text.approvalRules;
  return who
    .map((each) => {
      if (each.startsWith(ROLE)) return t.ofRole(words(each.slice(ROLE.length)));
      return each.startsWith(TEAM) ? t.ofTeam(each.slice(TEAM.length)) : each;
    })
    .join(", ");
}
