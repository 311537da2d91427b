import { describe, expect, it } from "vitest";
import {
  ago,
  bytes,
  csv,
  csvCell,
  duration,
  fieldWords,
  local,
  localInZone,
  percent,
  plural,
  shown,
  span,
  utc,
  words,
} from "./format";

it("says durations in words", () => {
  expect([0, 30, 60, 4800, 90_000, 172_800].map(duration)).toEqual([
    "0 s",
    "30 s",
    "1 min",
    "1 h 20 min",
    "1 d 1 h",
    "2 d",
  ]);
});

it("says ages in one part", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const said = (time: string) => ago(time, now);
  expect(said("2026-11-22T11:59:50Z")).toBe("just now");
  expect(said("2026-11-22T09:00:00Z")).toBe("3 h ago");
  expect(said("2026-11-12T12:00:00Z")).toBe("10 days ago");
  expect(said("2026-11-22T12:10:00Z")).toBe("in 10 min");
  expect(said("never")).toBe("");
});

it("shows times in the person's zone and in UTC", () => {
  expect(local("2026-11-22T23:30:00Z", "Europe/Zurich")).toBe("23 Nov 2026, 00:30");
  expect(utc("2026-11-22T23:30:00.5Z")).toBe("2026-11-22 23:30:00 UTC");
});

it("shows values as people read them", () => {
  expect(shown(null)).toBe("–");
  expect(shown(true)).toBe("yes");
  expect(shown(512, { unit: "GB", type: "number" })).toBe("512 GB");
  expect(shown(["a", "b"])).toBe("a, b");
  expect(shown({ minor: 125_000, currency: "CHF" })).toBe("1,250 CHF");
  expect(shown({ a: 1 })).toBe('{"a":1}');
});

it("counts, sizes and shares", () => {
  expect(plural(1, "CI")).toBe("1 CI");
  expect(plural(1240, "CI")).toBe("1,240 CIs");
  expect(bytes(20_412)).toBe("20.4 kB");
  expect(percent(0.005)).toBe("0.5 %");
  expect(percent(0.96)).toBe("96 %");
});

it("turns names into words", () => {
  expect(words("virtual_machine")).toBe("Virtual machine");
  expect(fieldWords("attributes.os_version")).toBe("Os version");
});

describe("CSV", () => {
  it("quotes what needs quotes", () => {
    expect(
      csv([
        ["a", 'say "hi"', "x,y"],
        [1, null, ["p", "q"]],
      ]),
    ).toBe('a,"say ""hi""","x,y"\r\n1,,p; q\r\n');
  });
  it("defuses formulas but leaves numbers alone", () => {
    expect(csvCell("=1+1")).toBe("'=1+1");
    expect(csvCell(-5)).toBe("-5");
  });
});

it("says from when until when with the zone, both where the clocks change between", () => {
  const [start, end] = ["2026-11-27T20:00:00Z", "2026-11-27T20:45:00Z"];
  expect(span(start, end, "UTC")).toBe("27 Nov 2026, 20:00 – 20:45 UTC");
  expect(span(start, "2026-11-28T01:00:00Z", "UTC")).toBe("27 Nov 2026, 20:00 – 28 Nov 2026, 01:00 UTC");
  expect(span("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z", "Europe/Berlin")).toBe(
    "28 Mar 2027, 01:30 CET – 03:30 CEST",
  );
  expect(localInZone(start, "Europe/Berlin")).toBe("27 Nov 2026, 21:00 CET");
  expect([span("soon", end), localInZone("soon")]).toEqual([`soon – ${end}`, "soon"]);
});
