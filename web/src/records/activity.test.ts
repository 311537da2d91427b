import { expect, it } from "vitest";
import type { Activity, Practice } from "../api/shapes";
import { happened } from "./activity";

const practice = {
  lifecycle: {
    states: [
      { name: "new", label: "New" },
      { name: "on_hold", label: "On hold" },
    ],
    steps: [{ name: "hold", label: "Put on hold" }],
  },
} as unknown as Practice;
const entry = (kind: string, facts: Record<string, unknown>) => ({ kind, facts }) as unknown as Activity;

it("says a step with the states that it joins", () => {
  const step = entry("transition", { step: "hold", from: "new", to: "on_hold" });
  expect(happened(step, practice).head).toBe("Put on hold: New → On hold");
  expect(happened(entry("transition", { to: "on_hold" }), practice).head).toBe("Now On hold");
});

it("says only what an assignment changed", () => {
  expect(
    happened(entry("assignment", { team: "db", team_was: "net", assignee: "anna" }), practice).head,
  ).toBe("Team net → db.");
  expect(
    happened(entry("assignment", { team: null, assignee: null, assignee_was: "anna" }), practice).head,
  ).toBe("Assignee anna taken off.");
});

it("says with the opening what was computed and who got it", () => {
  const impact = { level: 1, score: 20, services: [{ name: "Payments", state: "down" }] };
  expect(happened(entry("opened", { impact, team: "db" }), practice).more).toBe(
    "Impact computed as 1 High: Payments DOWN. Team db.",
  );
  expect(happened(entry("opened", {}), practice).more).toBe("");
});

it("says of an escalation how much of the time is spent", () => {
  const facts = { measure: "resolution", agreement: "gold", spent_s: 6000, target_s: 7200 };
  const said = (due: string | null) => happened(entry("escalation", { ...facts, due }), practice).more;
  expect(said("2026-11-23T12:00:00Z")).toContain("83 % of the time to resolve under gold is spent: due ");
  expect(said(null)).toContain("it is passed");
  expect(happened(entry("escalation", { escalation: 2 }), practice).more).toBe("");
});
