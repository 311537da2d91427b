import { expect, it } from "vitest";
import { agreementSearch, behindOf, behindWord } from "./search";

it("reads the figure whose records are shown, and nothing that is none", () => {
  const said = agreementSearch({ period: "90d", behind: "response-3" });
  expect(said).toEqual({ period: "90d", behind: "response-3" });
  expect(behindOf(said.behind)).toEqual({ promise: "response", priority: 3 });
  expect(behindWord({ promise: "resolution", priority: 1 })).toBe("resolution-1");
  for (const wrong of [undefined, "", "response", "response-9", "speed-1", "response-3x"])
    expect(behindOf(wrong)).toBeUndefined();
  expect(agreementSearch({ period: "7d" }).period).toBeUndefined();
});
