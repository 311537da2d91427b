import { expect, it } from "vitest";
import { momentWords } from "./moment";
import { withRecent } from "./recent";

const ci = (key: string) => ({ key, name: key, class: "server" });

it("puts the latest first, each once, and keeps few", () => {
  const list = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "b"].reduce(
    (now, key) => withRecent(now, ci(key)),
    [] as ReturnType<typeof ci>[],
  );
  expect(list.map((each) => each.key)).toEqual(["b", "i", "h", "g", "f", "e", "d", "c"]);
});

it("says a moment in words", () => {
  expect(momentWords("12")).toBe("revision 12");
  expect(momentWords("2026-11-21")).toBe("2026-11-21");
});
