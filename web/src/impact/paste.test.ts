import { expect, it } from "vitest";
import { pastedEntries } from "./paste";

it("takes lines, commas, semicolons and tabs apart, each entry once", () => {
  expect(pastedEntries('srv-1\nsrv-2, "srv-3";\tsrv-1\r\n')).toEqual(["srv-1", "srv-2", "srv-3"]);
});

it("keeps a sentence whole", () => {
  expect(pastedEntries("CPU high on web-1")).toEqual(["CPU high on web-1"]);
});
