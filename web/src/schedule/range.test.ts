import { describe, expect, it } from "vitest";
import { dayWord, rangeOf, step, title } from "./range";

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
  it("is called by its days or its month", () => {
    expect(title("week", rangeOf("week", "2026-11-25", NOW))).toBe("23 – 29 Nov 2026");
    expect(title("week", rangeOf("week", "2026-12-01", NOW))).toBe("30 Nov – 6 Dec 2026");
    expect(title("month", rangeOf("month", "2026-12-01", NOW))).toBe("December 2026");
  });
});
