import { describe, expect, it } from "vitest";
import { dayWord, filtered, rangeOf, step, title, weeksOf, within } from "./range";
import { scheduleSearch } from "./search";

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
  it("is the whole quarter", () => {
    const range = rangeOf("quarter", "2026-11-26", NOW);
    expect([dayWord(range.from), dayWord(range.to), range.days.length]).toEqual([
      "2026-10-01",
      "2027-01-01",
      92,
    ]);
    expect(step("quarter", range, 1)).toBe("2027-01-01");
    expect(title("quarter", range)).toBe("Q4 2026");
  });
  it("lies within whole weeks", () => {
    const weeks = weeksOf(rangeOf("month", "2026-11-26", NOW));
    expect(weeks.map((week) => dayWord(week[0] ?? NOW))).toEqual([
      "2026-10-26",
      "2026-11-02",
      "2026-11-09",
      "2026-11-16",
      "2026-11-23",
      "2026-11-30",
    ]);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
  });
  it("stands in the address, and what cannot be is left out", () => {
    expect(
      scheduleSearch({ view: "quarter", as: "calendar", day: "2026-11-26", free: "90", kind: "odd" }),
    ).toMatchObject({ view: "quarter", as: "calendar", day: "2026-11-26", free: 90, kind: undefined });
    expect(scheduleSearch({ free: "0.5", day: "2026-13-99", view: "year" })).toMatchObject({
      view: undefined,
      day: undefined,
      free: undefined,
    });
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
      state: "assessment",
      state_label: "Under assessment",
      movable: true,
      team: key === "new" ? "Network" : null,
      assignee: null,
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
    expect(filtered(all, { team: "Network" }).changes.map((each) => each.key)).toEqual(["new"]);
    expect(filtered(all, { team: "Network" }).conflicts.map((each) => each.with)).toEqual(["new"]);
    expect(filtered(all, { q: "OLDER" }).changes.map((each) => each.key)).toEqual(["older"]);
    expect(filtered(all, { kind: "emergency" }).changes).toEqual([]);
    expect(filtered(all, { state: "assessment" })).toBe(all);
  });
  it("is called by its days or its month", () => {
    expect(title("week", rangeOf("week", "2026-11-25", NOW))).toBe("23 – 29 Nov 2026");
    expect(title("week", rangeOf("week", "2026-12-01", NOW))).toBe("30 Nov – 6 Dec 2026");
    expect(title("month", rangeOf("month", "2026-12-01", NOW))).toBe("December 2026");
  });
});
