import { expect, it } from "vitest";
import { named } from "./pasted";

const NOW = new Date("2026-11-23T09:05:07Z");

it("names a pasted screenshot after its moment and leaves other names alone", () => {
  expect(named(new File(["x"], "image.png"), NOW).name).toBe("Screenshot 2026-11-23 09.05.07.png");
  expect(named(new File(["x"], "fault.log"), NOW).name).toBe("fault.log");
});
