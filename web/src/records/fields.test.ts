import { expect, it } from "vitest";
import type { PracticeAttribute } from "../api/shapes";
import { choicesOf, fromLocalInput, isLong, toLocalInput, wordsOf } from "./fields";

const attribute = (name: string, more: Partial<PracticeAttribute> = {}): PracticeAttribute => ({
  name,
  label: name,
  type: "text",
  description: "",
  values: [],
  derived: false,
  declared: false,
  indexed: false,
  required_in: [],
  refers_to: "",
  ...more,
});

it("offers levels by their words and declared values as they are", () => {
  expect(choicesOf(attribute("urgency"))[0]).toEqual({ value: "1", label: "1 High" });
  expect(choicesOf(attribute("hold_reason", { values: ["no_fault"] }))).toEqual([
    { value: "no_fault", label: "No fault" },
  ]);
  expect(choicesOf(attribute("team"))).toEqual([]);
});

it("says values in words", () => {
  expect(wordsOf(attribute("impact"), 2)).toBe("2 Medium");
  expect(wordsOf(attribute("priority"), 1)).toBe("1 Critical");
  expect(wordsOf(attribute("kind", { values: ["very_high"] }), "very_high")).toBe("Very high");
  expect(wordsOf(attribute("team"), null)).toBe("–");
});

it("gives prose room, and only prose", () => {
  expect([isLong(attribute("description")), isLong(attribute("team"))]).toEqual([true, false]);
});

it("leads an instant through an input and back", () => {
  expect(fromLocalInput(toLocalInput("2026-11-23T10:30:00Z"))).toBe("2026-11-23T10:30:00Z");
  expect([toLocalInput(""), fromLocalInput("")]).toEqual(["", ""]);
});
