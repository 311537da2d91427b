import { expect, it } from "vitest";
import type { Ci, ServiceRow } from "../api/shapes";
import { suggestionsFrom } from "./suggest";

const ci = (key: string, cls: string) => ({ key, name: key, class: cls, class_label: cls }) as Ci;

it("asks of one CI, of a pair and of the weightiest service", () => {
  const services = [
    { key: "low", name: "Low", criticality: 1, users: 9 },
    { key: "pay", name: "Payments", criticality: 5, users: 1 },
  ] as ServiceRow[];
  const found = suggestionsFrom(services, [
    ci("vm-1", "virtual_machine"),
    ci("sw-1", "switch"),
    ci("sw-2", "switch"),
    ci("hv-1", "hypervisor"),
  ]);
  expect(found.map(({ kind, cis }) => [kind, cis])).toEqual([
    ["down", "hv-1"],
    ["pair", "sw-1,sw-2"],
    ["ci", "pay"],
  ]);
});

it("has nothing to ask of an empty estate", () => {
  expect(suggestionsFrom([], [])).toEqual([]);
});
