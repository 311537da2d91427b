import { describe, expect, it } from "vitest";
import { reasonWords } from "./reasons";

describe("reasonWords", () => {
  it("keeps a key as it is written and makes a sentence of the rest", () => {
    expect(reasonWords("chg-000006 is not approved")).toBe("chg-000006 is not approved.");
    expect(reasonWords("no change is in its package")).toBe("No change is in its package.");
    expect(reasonWords("There is nothing.")).toBe("There is nothing.");
  });
});
