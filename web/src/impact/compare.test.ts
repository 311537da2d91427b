import { expect, it } from "vitest";
import type { Impact } from "../api/shapes";
import { compared } from "./compare";

const answer = (cis: [string, string][], services: string[] = [], risks: string[] = []) =>
  ({
    cis: cis.map(([key, state]) => ({ key, name: key, state })),
    services: services.map((key) => ({ key, name: key, state: "down" })),
    at_risk: risks.map((key) => ({ key })),
    names: {},
  }) as unknown as Impact;

it("shows services first, and what differs", () => {
  const rows = compared(
    answer(
      [
        ["db", "down"],
        ["pay", "down"],
      ],
      ["pay"],
    ),
    answer([["db", "down"]], [], ["pay"]),
  );
  expect(rows.map(({ key, a, b, differs }) => [key, a, b, differs])).toEqual([
    ["pay", "down", "at_risk", true],
    ["db", "down", "down", false],
  ]);
});
