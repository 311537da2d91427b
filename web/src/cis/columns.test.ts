import { expect, it } from "vitest";
import type { CiClass } from "../api/shapes";
import { AT_FIRST, allColumns, chosenColumns } from "./columns";

const CLASSES = [
  { attributes: [{ name: "os", type: "text", label: "Operating system" }] },
  {
    attributes: [
      { name: "os", type: "text", label: "Operating system" },
      { name: "environment", type: "text", label: "Environment" },
    ],
  },
] as unknown as CiClass[];

it("offers each attribute once, by its label", () => {
  const ids = allColumns(CLASSES).map((column) => column.id);
  expect(ids.slice(-2)).toEqual(["environment", "os"]);
});

it("shows what was chosen in that order, and never nothing", () => {
  const all = allColumns(CLASSES);
  expect(chosenColumns(all, "os,name,gone").map((column) => column.id)).toEqual(["os", "name"]);
  expect(chosenColumns(all, "gone")).toHaveLength(1);
  expect(chosenColumns(all, undefined).map((column) => column.id)).toEqual(
    AT_FIRST.filter((id) => all.some((column) => column.id === id)),
  );
});
