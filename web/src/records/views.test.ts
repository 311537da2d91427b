import { describe, expect, it } from "vitest";
import type { RecordView } from "../api/record-views";
import { altered, differs, keptOf, laidOut, leavesItToView, NO_VIEW, stateOf } from "./views";

const view = (said: Partial<RecordView>): RecordView => ({
  name: "v1",
  title: "Network",
  owner: "sam",
  audience: "private",
  roles: [],
  practice: "incident",
  q: "team:Network",
  phase: "all",
  sort: "-opened_at",
  columns: ["title", "a,b"],
  mine: true,
  alterable: true,
  first: false,
  revision: 1,
  ...said,
});

describe("a view and the address of a list", () => {
  it("keeps the whole list and gives it back", () => {
    const said = stateOf(view({}));
    expect(said).toEqual({ q: "team:Network", phase: "all", sort: "-opened_at", cols: "title,a%2Cb" });
    expect(keptOf(said)).toEqual({
      q: "team:Network",
      phase: "all",
      sort: "-opened_at",
      columns: ["title", "a,b"],
    });
    expect(keptOf({})).toEqual({ q: "", phase: "", sort: "", columns: [] });
  });

  it("lays out the view that a list opens with, and the one that an address names alone", () => {
    const [one, first] = [view({}), view({ name: "v2", q: "team:Desk", first: true })];
    expect(laidOut({}, [one, first])?.view).toBe("v2");
    expect(laidOut({ view: "v1" }, [one, first])).toEqual({ view: "v1", ...stateOf(one) });
    expect(laidOut({}, [one])).toBeUndefined();
    expect(laidOut({ view: "gone" }, [one, first])).toBeUndefined();
  });

  it("leaves an address alone that says what it shows", () => {
    const first = view({ first: true });
    for (const search of [{ q: "x" }, { view: NO_VIEW }, { view: "v1", q: "x" }])
      expect([leavesItToView(search), laidOut(search, [first])]).toEqual([false, undefined]);
  });

  it("does not lay out a view of the plain list again and again", () => {
    const plain = view({ q: "", phase: "", sort: "", columns: [], first: true });
    const next = laidOut({}, [plain]);
    expect(next?.view).toBe("v1");
    expect(laidOut(next ?? {}, [plain])).toBeUndefined();
  });

  it("does not lead back to the view from which somebody took everything away", () => {
    expect(altered({ view: "v1", q: "x" }, { q: undefined })).toMatchObject({ view: NO_VIEW });
    expect(altered({ view: "v1", q: "x", sort: "key" }, { q: undefined }).view).toBe("v1");
    expect(altered({ q: "x" }, { q: undefined })).not.toHaveProperty("view");
  });

  it("tells whether the list is still what the view keeps", () => {
    const one = view({});
    expect(differs({ view: "v1", ...stateOf(one) }, one)).toBe(false);
    expect(differs({ view: "v1", ...stateOf(one), sort: "key" }, one)).toBe(true);
  });
});
