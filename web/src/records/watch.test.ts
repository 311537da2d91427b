import { expect, test } from "vitest";
import { isWatcher, watchersOf } from "./watch";

test("watchers stand in the record, in the order of their coming", () => {
  expect(watchersOf({ attributes: { watchers: ["bob", "team:Network"] } })).toEqual(["bob", "team:Network"]);
  expect(watchersOf({ attributes: {} })).toEqual([]);
});

test("accounts know no capitals, and part of a name is another", () => {
  expect(isWatcher(["Bob", "team:Network"], "bob")).toBe(true);
  expect(isWatcher(["bobby"], "bob")).toBe(false);
  expect(isWatcher(["team:Network"], "Network")).toBe(false);
});
