// Texts of the rules that say who must agree to a change.
import { plural } from "../ui/format";

export const approvalRulesText = {
  title: "Approval rules",
  about:
    "Who must agree to a change. The first rule that fits decides; your own come before those shipped. Nobody approves their own.",
  heads: ["No.", "Rule", "Voices", "Fits", "Asks for", "From"],
  voices: (count: number) => (count === 0 ? "none: approved beforehand" : plural(count, "voice")),
  every: "every change",
  kinds: (words: string) => `kind ${words}`,
  levels: (words: string) => `${words} risk`,
  classes: (words: string) => `touches ${words}`,
  services: (words: string) => `hits ${words}`,
  freeze: "in a freeze",
  anyone: "whoever has a voice",
  ofRole: (role: string) => `somebody with the role ${role}`,
  ofTeam: (team: string) => `somebody of the team ${team}`,
  or: " or ",
  and: "; ",
  drift: {
    title: "Moved since approval",
    reapprove: "A change whose facts have moved since it was approved is approved anew before it starts",
    about:
      "Until then it does not start, and earlier votes count no more. Without this it starts, and its page tells what has moved.",
    saved: (wanted: boolean) =>
      wanted
        ? "What has moved is approved anew from now on."
        : "What has moved starts all the same from now on.",
  },
};
