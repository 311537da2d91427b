import { expect, it } from "vitest";
import { answersOf, boundsOf, questionsOf, withOrder } from "./questions";

const FORM = {
  type: "object",
  properties: {
    model: { type: "string", title: "Model", enum: ["13 inch", "15 inch"] },
    needed_on: { type: "string", format: "date" },
    screens: { type: "integer", title: "Screens", minimum: 0, maximum: 2 },
    size: { type: "number", minimum: 1 },
    outside: { type: "boolean" },
    note: { type: "string" },
  },
  required: ["model", "screens"],
};

it("reads a form in its order", () => {
  const questions = questionsOf(FORM);
  expect(questions.map((each) => [each.name, each.kind, each.title, each.required])).toEqual([
    ["model", "choice", "Model", true],
    ["needed_on", "date", "needed_on", false],
    ["screens", "integer", "Screens", true],
    ["size", "number", "size", false],
    ["outside", "boolean", "outside", false],
    ["note", "text", "note", false],
  ]);
  expect(questions.map(boundsOf)).toEqual(["", "", "from 0 up to 2", "from 1", "", ""]);
});

it("turns what is typed into answers of the right type", () => {
  const typed = { model: "13 inch", screens: "2", size: "1,5", outside: "false", note: "  " };
  expect(answersOf(questionsOf(FORM), typed)).toEqual({
    answers: { model: "13 inch", screens: 2, size: 1.5, outside: false },
    faults: {},
  });
});

it("says at each question what is wrong", () => {
  const { answers, faults } = answersOf(questionsOf(FORM), {
    screens: "two",
    size: "much",
    needed_on: "soon",
  });
  expect(answers).toEqual({});
  expect(faults).toEqual({
    model: "Model is needed.",
    screens: "Give a whole number.",
    size: "Give a number.",
    needed_on: "Give a date.",
  });
});

it("keeps the order that a form says, whatever the order of its names", () => {
  const form = { ...FORM, order: ["size", "model"] };
  expect(questionsOf(form).map((each) => each.name)).toEqual([
    "size",
    "model",
    "needed_on",
    "screens",
    "outside",
    "note",
  ]);
  const shown = withOrder({ title: "A laptop", form }).form as { properties: object; order?: unknown };
  expect(Object.keys(shown.properties)[0]).toBe("size");
  expect(shown.order).toBeUndefined();
  expect(withOrder({ title: "A phone", form: null })).toEqual({ title: "A phone", form: null });
});
