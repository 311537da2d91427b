import { describe, expect, it } from "vitest";
import { dayWord, rangeOf, step, title, within } from "./range";

const NOW = new Date(2026, 10, 26, 15, 30);

describe("a range of the schedule", () => {
  it("is the week from Monday, also from a Sunday", () => {
    expect(dayWord(rangeOf("week", undefined, NOW).from)).toBe("2026-11-23");
    const sunday = rangeOf("week", "2026-11-29", NOW);
    expect([dayWord(sunday.from), dayWord(sunday.to), sunday.days.length]).toEqual([
      "2026-11-23",
      "2026-11-30",
      7,
    ]);
  });
  it("is the whole month", () => {
    const range = rangeOf("month", "2027-02-14", NOW);
    expect([dayWord(range.from), dayWord(range.to), range.days.length]).toEqual([
      "2027-02-01",
      "2027-03-01",
      28,
    ]);
    expect(range.days.every((day) => day.getHours() === 0)).toBe(true);
  });
  it("goes on and back, over the year", () => {
    expect(step("week", rangeOf("week", "2026-12-30", NOW), 1)).toBe("2027-01-04");
    expect(step("month", rangeOf("month", "2027-01-31", NOW), -1)).toBe("2026-12-01");
  });
  it("leaves out what was over before it began, and what collides there only", () => {
    const change = (key: string, day: string) => ({
      key,
      title: key,
      kind: "normal",
      start: `${day}T10:00:00Z`,
      end: `${day}T11:00:00Z`,
      until: `${day}T11:30:00Z`,
      cis: [],
    });
    const met = (one: string, other: string) => ({
      change: one,
      with: other,
      kind: "same_ci",
      ci: null,
      group: null,
      members: [],
      severity: "high" as const,
      reason: "",
    });
    const all = {
      changes: [change("old", "2026-11-20"), change("older", "2026-11-20"), change("new", "2026-11-25")],
      closed: [],
      conflicts: [met("old", "older"), met("old", "new")],
      truncated: false,
    };
    const found = within(all, rangeOf("week", "2026-11-25", NOW));
    expect(found.changes.map((each) => each.key)).toEqual(["new"]);
    expect(found.conflicts.map((each) => each.with)).toEqual(["new"]);
  });
  it("is called by its days or its month", () => {
    expect(title("week", rangeOf("week", "2026-11-25", NOW))).toBe("23 – 29 Nov 2026");
    expect(title("week", rangeOf("week", "2026-12-01", NOW))).toBe("30 Nov – 6 Dec 2026");
    expect(title("month", rangeOf("month", "2026-12-01", NOW))).toBe("December 2026");
  });
});
