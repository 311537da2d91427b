import { expect, it } from "vitest";
import type { ServiceRow } from "../api/shapes";
import { awayBadge, boardState, counts, marginWords, shownServices } from "./board";

const service = (name: string, more: Partial<ServiceRow> = {}) =>
  ({
    key: name,
    name,
    state: "ok",
    at_risk: 0,
    failures_away: null,
    single_points: 0,
    unknown: 0,
    criticality: 3,
    users: 10,
    ...more,
  }) as ServiceRow;
const BOARD = [
  service("a"),
  service("b", { at_risk: 2 }),
  service("c", { state: "down", unknown: 1 }),
  service("d", { users: 99 }),
];

it("says at risk only where nothing worse is so", () => {
  expect(BOARD.map(boardState)).toEqual(["ok", "at_risk", "down", "ok"]);
  expect(counts(BOARD)).toEqual({ down: 1, degraded: 0, at_risk: 1, unknown: 1, ok: 2 });
});

it("shows the worst first, then the most used", () => {
  expect(shownServices([...BOARD], {}).map((each) => each.name)).toEqual(["c", "b", "d", "a"]);
});

it("filters by state and sorts by a column", () => {
  expect(shownServices([...BOARD], { show: "unknown" }).map((each) => each.name)).toEqual(["c"]);
  expect(shownServices([...BOARD], { sort: "-users" }).map((each) => each.name)).toEqual([
    "d",
    "c",
    "b",
    "a",
  ]);
});

it("says the margin in words, what is used up first", () => {
  const said = (more: Partial<ServiceRow>) => marginWords(service("x", more));
  expect(said({})).toBe("Survives any single failure");
  expect(said({ failures_away: 1, single_points: 3 })).toBe("3 CIs can take it down alone");
  expect(said({ failures_away: 1, single_points: 3, at_risk: 1 })).toBe(
    "No redundancy left: 0 spare in 1 group",
  );
  expect(said({ failures_away: 0, state: "down" })).toBe("");
});

it("says how many failures a service is away, as far as anybody counted", () => {
  const said = (more: Partial<ServiceRow>, counted?: number | string) =>
    awayBadge(service("x", more), counted).words;
  expect(said({ failures_away: 0 })).toBe("DOWN now");
  expect(said({ failures_away: 1 }, 1)).toBe("1 failure away");
  expect(said({})).toBe("More than 1 failure away");
  expect(said({}, 3)).toBe("3 failures away");
  expect(said({}, "more than 3")).toBe("More than 3 failures away");
});
