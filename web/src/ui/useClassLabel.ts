// What a class is called: UPS, not Ups.
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { words } from "./format";
import { classesQuery } from "./queries";

export function useClassLabel(): (name: string) => string {
  const classes = useQuery(classesQuery).data;
  return useCallback((name) => classes?.find((cls) => cls.name === name)?.label ?? words(name), [classes]);
}
