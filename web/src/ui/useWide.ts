// Whether the window is wider than a phone, and whether it has room for what is less often asked.
import { useMediaQuery } from "@mantine/hooks";

export function useWide(): boolean {
  return useMediaQuery("(min-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? true;
}

export function useRoomy(): boolean {
  return useMediaQuery("(min-width: 95em)", undefined, { getInitialValueInEffect: false }) ?? true;
}
