import { describe, expect, it } from "vitest";
import { explorerSearch, hasFailures, partsOf, scenarioOf, searchOf, toggled, withPart } from "./search";

describe("the explorer's address", () => {
  it("holds a scenario and gives it back", () => {
    const parts = [
      { ci: "db-1", role: "down" as const },
      { ci: "a,b%", role: "degraded" as const },
      { ci: "ups", role: "immune" as const },
    ];
    expect(partsOf(explorerSearch(searchOf(parts)))).toEqual(parts);
    expect(partsOf(explorerSearch(searchOf(parts, "b")), "b")).toEqual(parts);
  });

  it("lets the first role of a CI hold", () => {
    expect(partsOf({ ci: "a", immune: "a,b" })).toEqual([
      { ci: "a", role: "down" },
      { ci: "b", role: "immune" },
    ]);
  });

  it("drops what it does not know", () => {
    expect(explorerSearch({ layout: "spiral", compare: "2", ci: "" })).toEqual({});
  });
});

describe("a scenario", () => {
  it("is what the API asks for", () => {
    expect(scenarioOf(partsOf({ ci: "a", degraded: "b", immune: "c" }), "12")).toEqual({
      failures: [
        { ci: "a", state: "down" },
        { ci: "b", state: "degraded" },
      ],
      immune: [{ ci: "c" }],
      as_of: "12",
    });
  });

  it("asks nothing while only immune CIs are named", () => {
    expect(hasFailures(partsOf({ immune: "a" }))).toBe(false);
    expect(hasFailures(partsOf({ degraded: "a" }))).toBe(true);
  });

  it("is changed by a click in place", () => {
    const one = toggled([], "a");
    expect(one).toEqual([{ ci: "a", role: "down" }]);
    expect(toggled(one, "a")).toEqual([]);
    expect(withPart(one, { ci: "a", role: "immune" })).toEqual([{ ci: "a", role: "immune" }]);
  });
});
