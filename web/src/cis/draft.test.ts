import { expect, it } from "vitest";
import type { CiDetail } from "../api/shapes";
import { asText, changedIn, clashes, patchOf, readValue } from "./draft";

const ci = (attributes: Record<string, unknown>, name = "db-1") =>
  ({ key: "db-1", name, lifecycle: "operational", attributes }) as unknown as CiDetail;
const ATTRIBUTES = [
  { name: "users", type: "integer", label: "Users" },
  { name: "tags", type: "list", items: "text", label: "Tags" },
  { name: "owner", type: "text", label: "Owner" },
];

it("sends only what changed, by its type", () => {
  const now = ci({ users: 5, tags: ["a"], owner: "Ben" });
  const { patch, faults } = patchOf(
    { users: "7", tags: "a, b", owner: "Ben", name: "db-2" },
    now,
    ATTRIBUTES,
    " why ",
  );
  expect(patch).toEqual({ name: "db-2", attributes: { users: 7, tags: ["a", "b"] }, reason: "why" });
  expect(faults).toEqual({});
});

it("clears with an empty text", () => {
  expect(patchOf({ owner: "" }, ci({ owner: "Ben" }), ATTRIBUTES, "").patch).toEqual({
    attributes: { owner: null },
  });
});

it("keeps a text that is no number beside its field", () => {
  expect(patchOf({ users: "many" }, ci({}), ATTRIBUTES, "").faults).toEqual({
    users: "“many” is not a number",
  });
});

it("reads booleans, documents and dates", () => {
  expect(readValue("yes", { type: "boolean", items: null as never })).toEqual({ value: true });
  expect(readValue('{"a":1}', { type: "document", items: undefined })).toEqual({ value: { a: 1 } });
  expect(readValue("{", { type: "document", items: undefined })).toHaveProperty("fault");
  expect(readValue("2026-01-02", { type: "date", items: undefined })).toEqual({ value: "2026-01-02" });
});

it("shows a value as the text that stands for it", () => {
  expect([null, true, ["a", "b"], 5].map((value) => asText(value))).toEqual(["", "true", "a, b", "5"]);
});

it("finds what both sides changed, and nothing else", () => {
  const saw = ci({ owner: "Ben", users: 5 });
  const draft = { owner: "Anna", users: "9" };
  expect(clashes(draft, saw, ci({ owner: "Cleo", users: 5 }))).toEqual([
    { field: "owner", saw: "Ben", theirs: "Cleo", mine: "Anna" },
  ]);
  expect(clashes(draft, saw, ci({ owner: "Anna", users: 5 }))).toEqual([]);
  expect(changedIn({ owner: "Ben" }, saw)).toEqual({});
});
