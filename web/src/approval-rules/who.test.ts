import { expect, test } from "vitest";
import { whoInWords } from "./who";

test("a role and a team are said as whoever has it or is of it", () => {
  expect(whoInWords(["dan", "role:change_manager", "team:Payments"])).toBe(
    "dan, somebody with the role Change manager, somebody of the team Payments",
  );
});
