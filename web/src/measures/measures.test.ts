import { describe, expect, it } from "vitest";
import type { Figure } from "../api/measures";
import { heightOf, pathOf, scaleOf, ticksOf } from "./course";
import {
  addedWords,
  countWords,
  plain,
  reasonWords,
  shareWords,
  valueWords,
  verdictOf,
  worstFirst,
} from "./figure";
import { everyOf, lastDays, lengthInDays, partWords, periodWords, said } from "./period";
import { measureSearch, measuresSearch } from "./search";

const figure = (group: string, value: number | null) => ({ group, value }) as Figure;

describe("a figure in words", () => {
  it("never rounds what falls short up to the whole", () => {
    expect(shareWords(1)).toBe("100 %");
    expect(shareWords(0.99996)).toBe("99.996 %");
    expect(shareWords(0.9999999)).toBe("99.9999 %");
    expect(shareWords(0.995)).toBe("99.5 %");
    expect(shareWords(0.092199)).toBe("9.2 %");
  });

  it("shows a share that is taken however small it is", () => {
    const words = { yes: "yes", no: "no" };
    expect(addedWords(-0.25, "share", words)).toBe("−25 %");
    expect(addedWords(-0.0000123, "share", words)).toBe("−0.0012 %");
    expect(addedWords(3600, "seconds", words)).toBe("1 h");
  });

  it("says each unit", () => {
    expect(valueWords(16647.7, "seconds")).toBe("4 h 37 min");
    expect(valueWords(4.256, "of 5")).toBe("4.26 of 5");
    expect(valueWords(1, "tickets")).toBe("1 ticket");
    expect(valueWords(42.5, "EUR")).toBe("42.5 EUR");
    expect(valueWords(null, "seconds")).toBe("–");
    expect(countWords("cmdb_health", 1)).toBe("1 CI");
    expect(addedWords(0, "share", { yes: "yes", no: "no" })).toBe("no");
    expect(addedWords(5400, "seconds", { yes: "yes", no: "no" })).toBe("1 h 30 min");
    expect(reasonWords("is of services")).toBe("It is of services.");
    expect(plain("`outage` entries")).toBe("“outage” entries");
  });

  it("judges by the side that is better", () => {
    expect(verdictOf({ value: 0.95, target: 0.95 }, "up")).toBe("met");
    expect(verdictOf({ value: 0.09, target: 0.05 }, "down")).toBe("missed");
    expect(verdictOf({ value: null, target: 0.05 }, "down")).toBe("none");
  });

  it("puts the worst group first and what has no figure last", () => {
    const groups = [figure("a", 1), figure("b", null), figure("c", 3)];
    expect(worstFirst(groups, "up").map(({ group }) => group)).toEqual(["a", "c", "b"]);
    expect(worstFirst(groups, "down").map(({ group }) => group)).toEqual(["c", "a", "b"]);
  });
});

describe("a period", () => {
  it("is the last days or from one day to another", () => {
    expect(said(undefined)).toEqual({ days: 30 });
    expect(said("2026-01-01..2026-03-31")).toEqual({ from: "2026-01-01", to: "2026-03-31" });
    expect(lengthInDays("2026-01-01..2026-01-07")).toBe(7);
    expect([lastDays(30), lastDays(7)]).toEqual([undefined, "7d"]);
    expect(["7d", "90d", "365d"].map((period) => everyOf(period))).toEqual(["day", "week", "month"]);
  });

  it("is called by its days in UTC", () => {
    expect(periodWords("2026-01-01T00:00:00Z..2026-04-01T00:00:00Z")).toBe("1 Jan 2026 – 31 Mar 2026");
    const week = "2026-01-05T00:00:00Z..2026-01-12T00:00:00Z";
    expect(partWords(week, "week", (day) => `week from ${day}`)).toBe("week from 5 Jan");
  });
});

describe("a course", () => {
  it("has round steps and holds its target", () => {
    expect(ticksOf(scaleOf([3000, 14_000], null, "seconds"))).toEqual([0, 3600, 7200, 10_800, 14_400]);
    expect(scaleOf([0.97, 1], 0.95, "share")).toEqual({ low: 0.94, high: 1, step: 0.02 });
    expect(ticksOf(scaleOf([0, 0], null, "tickets"))).toEqual([0, 1]);
    expect(heightOf(5, { low: 0, high: 10, step: 5 })).toBe(0.5);
  });

  it("breaks where there is no figure, and leaves a point where one stands alone", () => {
    const scale = { low: 0, high: 10, step: 5 };
    expect(pathOf([0, 10, null, 5], scale, 30, 10)).toEqual({
      line: "M0.0 10.0L10.0 0.0",
      points: "M30.0 5.0h0.01",
    });
  });
});

it("an address holds what is asked, and no group without its dimension", () => {
  expect(measuresSearch({ period: "90d", by: "team", group: "Network", role: "owner", x: "1" })).toEqual({
    period: "90d",
    by: "team",
    group: "Network",
    role: "owner",
  });
  expect(measureSearch({ by: "colour", group: "red", every: "week" })).toEqual({
    period: undefined,
    by: undefined,
    group: undefined,
    every: "week",
    table: undefined,
  });
});
