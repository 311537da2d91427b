import { expect, it } from "vitest";
import { lineOf, parsed, rangeOf } from "./place";

const TEXT = `{
  "title": "A laptop",
  "form": {
    "properties": {
      "model": { "type": "string" },
      "screens": {
        "type": "integer"
      }
    }
  }
}`;

it("finds the line that the server's path means", () => {
  expect(lineOf(TEXT, "catalogue_item laptop.form.properties.screens.type")).toBe(7);
  expect(lineOf(TEXT, "catalogue_item laptop.form.properties.model.minimum")).toBe(5);
  expect(lineOf(TEXT, "nowhere")).toBe(1);
});

it("says in which line JSON ends to be JSON", () => {
  const found = parsed('{\n  "a": 1,\n  "b": }\n');
  expect("fault" in found && found.fault.line).toBe(3);
  expect(parsed("[]")).toEqual({ fault: { line: 1, message: "It is no object: { … }" } });
  expect(parsed('{"a": 1}')).toEqual({ document: { a: 1 } });
});

it("selects a line", () => {
  expect(rangeOf("ab\ncde\nf", 2)).toEqual([3, 6]);
});
