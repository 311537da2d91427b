import { expect, it } from "vitest";
import { countWords } from "./counts";

const tally = (created: number, changed = 0, removed = 0) => ({ created, changed, removed });

it("says what a revision did, CIs first", () => {
  expect(countWords({ relation: tally(5), ci: tally(2, 1) })).toBe(
    "2 CIs created, 1 changed; 5 relations created",
  );
  expect(countWords({ relation_type: tally(0, 0, 1) })).toBe("1 relation type removed");
});

it("says nothing before it is known, and that nothing is to be seen when it is", () => {
  expect(countWords(undefined)).toBe("");
  expect(countWords({})).toBe("no CI or relation");
});
